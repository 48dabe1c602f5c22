import { z } from 'zod'
import { AppError } from '#domain/errors'
import type { Actor, Authorised, Permission } from '#domain/permission'
import { consoleEnv } from '#lib/console-env'
import { PROBLEM_TYPE, parseOrInvalid, problemOf } from '#lib/http-problem'
import { createLog } from '#lib/log'
import { requirePermission } from './actor'
import { requireSameOrigin } from './same-origin'

const log = createLog('console')
/** Room for a signed request with 5,000 message references and a sealed rationale. */
const MAX_BODY_BYTES = 1_000_000
const SAFE_METHODS = ['GET', 'HEAD']

type Shapes<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  /** The path's parameters. */
  params?: P
  /** The query string: each name once. */
  query?: Q
  /** The JSON body. Without it the body is not read. */
  body?: B
}
export type RouteInput<Perm extends Permission, P, Q, B> = {
  proof: Authorised<Perm>
  actor: Actor
  params: P
  query: Q
  body: B
  request: Request
}
type RouteHandler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

/**
 * The one way in for a console endpoint: same origin, session, permission, zod, handler; errors become
 * problem+json and never quote input. What the handler returns is sent as JSON and never cached; a Response is
 * passed on.
 */
export function route<
  Perm extends Permission,
  P extends z.ZodType = z.ZodUnknown,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
>(
  permission: Perm,
  shapes: Shapes<P, Q, B>,
  handler: (input: RouteInput<Perm, z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<unknown>,
): RouteHandler {
  return async (request, context) => {
    try {
      if (!SAFE_METHODS.includes(request.method))
        requireSameOrigin(request.headers, consoleEnv().NEXTAUTH_URL)
      const proof = await requirePermission(permission)
      const parse = <T extends z.ZodType>(schema: T | undefined, value: unknown) =>
        parseOrInvalid(schema ?? z.unknown(), value) as z.infer<T>
      const result = await handler({
        proof,
        actor: proof.actor,
        params: parse(shapes.params, await context.params),
        query: parse(shapes.query, Object.fromEntries(new URL(request.url).searchParams)),
        body: parse(shapes.body, shapes.body ? await readJson(request) : undefined),
        request,
      })
      if (result instanceof Response) return result
      return Response.json(result ?? {}, { headers: { 'cache-control': 'no-store' } })
    } catch (error) {
      return problemResponse(error, request)
    }
  }
}

/** Any thrown value as problem+json; what is not an AppError is logged by name and code only. */
export function problemResponse(error: unknown, request: Request): Response {
  const body = problemOf(error)
  if (body.status >= 500)
    log.error('a request failed', { method: request.method, status: body.status, error })
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' },
  })
}

async function readJson(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES)
      throw new AppError('invalid', 'The body is too large.', { reason: 'body_too_large' })
    chunks.push(chunk)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw new AppError('invalid', 'The body is not JSON.', { reason: 'not_json' })
  }
}
