import path from 'node:path'
import { Agent } from 'undici'
import { PersonSession } from './person-session'
import type { Stack, StackStaff } from './stack'

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>
export type RouteAnswer<T> = { status: number; body: T & { code?: string; title?: string } }

/** Makes the console's modules of this process talk to that stack. Call it before a route runs. */
export function pointConsoleAt(stack: Stack): void {
  Object.assign(process.env, {
    COUNTERSIGN_MODE: 'trial',
    CONSOLE_DATABASE_URL: stack.db.console,
    REDIS_URL: stack.redisUrl,
    KEYD_SOCKET: stack.sockets.keyd,
    INTAKE_SOCKET: stack.sockets.intake,
    WORKER_SOCKET: stack.sockets.worker,
    READER_ORIGIN: stack.readerOrigin,
    NEXTAUTH_URL: stack.consoleOrigin,
    NEXTAUTH_SECRET: Buffer.alloc(32, 9).toString('base64url'),
    CONSOLE_SECRET_KEY: stack.secretKey,
    TRUST_FILE: path.join(stack.stateDir, 'trust.json'),
  })
}

/** Calls a route handler as a page of the console would. */
export async function callRoute<T = object>(
  handler: Handler,
  options: {
    method?: string
    body?: unknown
    params?: Record<string, string>
    query?: string
    origin?: string
  } = {},
): Promise<RouteAnswer<T>> {
  const origin = process.env.NEXTAUTH_URL!
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST')
  const request = new Request(`${origin}/api${options.query ?? ''}`, {
    method,
    headers: { origin: options.origin ?? origin, 'content-type': 'application/json' },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const response = await handler(request, { params: Promise.resolve(options.params ?? {}) })
  return { status: response.status, body: await response.json() }
}

/** A session key of that person's, as the reader's agent would hold it. */
export function keyOf(stack: Stack, person: StackStaff): Promise<PersonSession> {
  const keyd = new Agent({ connect: { socketPath: stack.sockets.keyd } })
  return PersonSession.open(keyd, person.id, person.readingCode)
}
