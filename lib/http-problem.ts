import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { AppError, type FieldProblem, HTTP_STATUS } from '#domain/errors'
import type { Log } from './log'

export const PROBLEM_TYPE = 'application/problem+json'

/** RFC 9457. `code` is the stable reason; `errors` says where, never what was sent. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  errors?: FieldProblem[]
}

export function problem(status: number, code: string, title: string, errors?: FieldProblem[]): Problem {
  return {
    type: `urn:countersign:problem:${code}`,
    title,
    status,
    code,
    ...(errors && errors.length > 0 ? { errors } : {}),
  }
}

/** What the framework refuses before a handler runs. Its own messages may quote the input, so ours stand in. */
const FRAMEWORK: Record<string, [status: number, code: string, title: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than this endpoint takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'media_type', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'empty_body', 'The body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'not_json', 'The body is not JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'content_length', 'Content-Length and body differ.'],
  FST_ERR_BAD_URL: [400, 'bad_url', 'The address cannot be read.'],
}

/** Only an AppError speaks for itself; anything else is a 500 that says nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AppError)
    return problem(HTTP_STATUS[error.code], error.reason, error.message, error.fields)
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number }
  const known = code === undefined ? undefined : FRAMEWORK[code]
  if (known) return problem(...known)
  if (error instanceof SyntaxError && statusCode === 400)
    return problem(400, 'not_json', 'The body is not JSON.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, 'bad_request', 'The request cannot be read.')
  return problem(500, 'internal', 'Something went wrong on our side. Nothing was opened.')
}

/** Makes every error of a Fastify server a problem, and logs those that are ours. */
export function useProblems(server: FastifyInstance, log: Log): void {
  server.setErrorHandler((error, request, reply) => {
    const body = problemOf(error)
    if (body.status >= 500)
      log.error('a request failed', { method: request.method, route: request.routeOptions.url, error })
    if (body.status === 503) reply.header('retry-after', '2')
    return reply.code(body.status).type(PROBLEM_TYPE).send(JSON.stringify(body))
  })
  server.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problem(404, 'not_found', 'There is nothing at this address.'))),
  )
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * Where a zod error is, as JSON Pointers. Zod's messages name types and limits, not values, except for unknown
 * keys, which are the sender's own words.
 */
export function fieldProblems(error: z.ZodError, prefix: readonly PropertyKey[] = []): FieldProblem[] {
  return error.issues.map((issue) => ({
    path: pointer([...prefix, ...issue.path]),
    message: issue.code === 'unrecognized_keys' ? 'has a field that is not known here' : issue.message,
  }))
}

/** Parses, or throws the AppError that becomes a 422 with the fields' paths. */
export function parseOrInvalid<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new AppError('invalid', 'The request breaks the rules of this endpoint.', {
    fields: fieldProblems(result.error),
  })
}
