import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiScope } from '#domain/api-scope'
import { MAX_BODY_BYTES } from '#domain/report'
import { acceptBody, type IntakeContext, readIdempotencyKey } from './accept'
import type { Authenticate } from './authenticate'
import { findCaseState, findReportState, type KeyHolder } from './data'
import { createRoom, type RateLimit } from './limits'
import { openApiDocument } from './openapi'
import { IntakeProblem } from './problems'

export type RouteContext = IntakeContext & {
  authenticate: Authenticate
  rateLimit: RateLimit
  counted: (outcome: string) => void
}

declare module 'fastify' {
  interface FastifyRequest {
    holder: KeyHolder | null
    returnRoom: (() => void) | null
  }
}

/** The API of design §6. Authentication and limits come before a byte of the body is read. */
export function addRoutes(server: FastifyInstance, context: RouteContext): void {
  const room = createRoom()
  const document = JSON.stringify(openApiDocument())
  server.decorateRequest('holder', null)
  server.decorateRequest('returnRoom', null)
  const giveBack = async (request: FastifyRequest) => request.returnRoom?.()
  server.addHook('onResponse', giveBack)
  server.addHook('onRequestAbort', giveBack)

  const enter = (scope: ApiScope) => async (request: FastifyRequest) => {
    request.holder = await context.authenticate(request.headers.authorization, scope, context.now())
    await context.rateLimit(request.holder.keyId)
  }
  const admit = async (request: FastifyRequest) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity')
      throw new IntakeProblem(415, 'content_encoding', 'Send the body without a Content-Encoding.')
    request.returnRoom = room.take(request.headers['content-length'])
  }

  server.post(
    '/api/v1/reports',
    { bodyLimit: MAX_BODY_BYTES, onRequest: [enter('reports:write'), admit] },
    async (request, reply) => {
      const key = readIdempotencyKey(request.headers['idempotency-key'])
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const accepted = await acceptBody(context, platformOf(request), body, key)
      const { outcome, reportId, caseId } = accepted
      context.counted(accepted.replayed ? 'replayed' : outcome)
      if (accepted.replayed) reply.header('idempotency-replayed', 'true')
      return reply.code(202).send({ reportId, caseId, status: outcome })
    },
  )
  server.get('/api/v1/reports/:id', { onRequest: enter('reports:read') }, async (request) => {
    const found = await findReportState(context.pool, platformOf(request), idOf(request))
    return found ?? notFound('report')
  })
  server.get('/api/v1/cases/:id', { onRequest: enter('reports:read') }, async (request) => {
    const found = await findCaseState(context.pool, platformOf(request), idOf(request))
    return found ?? notFound('case')
  })
  server.get('/api/v1/openapi.json', async (_request, reply) => reply.type('application/json').send(document))

  refuseOtherMethods(server, '/api/v1/reports', ['POST'])
  refuseOtherMethods(server, '/api/v1/reports/:id', ['GET', 'HEAD'])
  refuseOtherMethods(server, '/api/v1/cases/:id', ['GET', 'HEAD'])
  refuseOtherMethods(server, '/api/v1/openapi.json', ['GET', 'HEAD'])
}

function platformOf(request: FastifyRequest): string {
  if (!request.holder) throw new Error('a route without authentication asked for its platform')
  return request.holder.platform
}

function idOf(request: FastifyRequest): string {
  const id = z.uuid().safeParse((request.params as { id?: unknown }).id)
  // What is not an id of ours is not a report of yours.
  if (!id.success) throw new IntakeProblem(404, 'not_found', 'There is nothing with this id.')
  return id.data
}

function notFound(what: 'report' | 'case'): never {
  throw new IntakeProblem(404, 'not_found', `There is no ${what} of yours with this id.`)
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function refuseOtherMethods(server: FastifyInstance, url: string, allowed: readonly string[]): void {
  server.route({
    url,
    method: METHODS.filter((method) => !allowed.includes(method)),
    // Before the body: what is refused anyway need not be sent.
    onRequest: async () => {
      throw new IntakeProblem(405, 'method_not_allowed', `Use ${allowed.join(' or ')} here.`, [], {
        allow: allowed.join(', '),
      })
    },
    handler: async () => undefined,
  })
}
