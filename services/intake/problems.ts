import type { FastifyInstance, FastifyReply } from 'fastify'
import type { FieldProblem } from '#domain/errors'
import { PROBLEM_TYPE, problem, problemOf } from '#lib/http-problem'
import type { Log } from '#lib/log'
import { isOutage } from './outage'

/** One wrong field on the wire, as in RFC 9457 §3: a JSON Pointer, and a rule. Never what was sent. */
export type WireFieldProblem = { pointer: string; detail: string }

/** A refusal that has a status of its own. Everything else is an outage (503) or a bug (500). */
export class IntakeProblem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: WireFieldProblem[]
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string,
    title: string,
    fields: WireFieldProblem[] = [],
    headers: Record<string, string> = {},
  ) {
    super(title)
    this.name = 'IntakeProblem'
    this.status = status
    this.code = code
    this.fields = fields
    this.headers = headers
  }
}

export function invalidReport(problems: readonly FieldProblem[]): IntakeProblem {
  return new IntakeProblem(
    422,
    'invalid_report',
    'The report breaks the rules of this API. Nothing was stored.',
    problems.map(({ path, message }) => ({ pointer: path, detail: message })),
  )
}

const RETRY_AFTER_S = 2

export function unavailable(code: string, title: string): IntakeProblem {
  return new IntakeProblem(503, code, title, [], { 'retry-after': String(RETRY_AFTER_S) })
}

export function sendProblem(reply: FastifyReply, refusal: IntakeProblem): FastifyReply {
  const { status, code, message, fields, headers } = refusal
  const body = { ...problem(status, code, message), ...(fields.length > 0 ? { errors: fields } : {}) }
  return reply.code(status).headers(headers).type(PROBLEM_TYPE).send(JSON.stringify(body))
}

/** Every error becomes a problem; what is ours is logged by name and code and says nothing more. */
export function handleProblems(server: FastifyInstance, log: Log, refused: (code: string) => void): void {
  server.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(error)
    refused(refusal.code)
    if (refusal.status >= 500)
      log.error('a request failed', {
        method: request.method,
        route: request.routeOptions.url,
        code: refusal.code,
        error,
      })
    return sendProblem(reply, refusal)
  })
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new IntakeProblem(404, 'not_found', 'There is nothing at this address.')),
  )
}

function toRefusal(error: unknown): IntakeProblem {
  if (error instanceof IntakeProblem) return error
  if (isOutage(error))
    return unavailable('store_unavailable', 'The store does not answer. Nothing was accepted; try again.')
  const { status, code, title } = problemOf(error)
  return new IntakeProblem(
    status,
    code,
    status === 413 ? 'The body is larger than 8 MiB.' : status >= 500 ? 'Something went wrong here.' : title,
  )
}
