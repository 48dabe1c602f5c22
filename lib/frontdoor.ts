import { timingSafeEqual } from 'node:crypto'
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import { PROBLEM_TYPE, problem } from './http-problem'
import type { Log } from './log'
import { mergeMetrics } from './merge-metrics'
import { createMetrics } from './metrics'
import { type HttpTarget, probeHttp } from './probe-http'
import { forwardedRequestHeaders, forwardedResponseHeaders } from './proxy-headers'

export type FrontDoorOptions = {
  host: string
  /** 0 takes a free port. */
  port: number
  /** Where people's browsers find the console. */
  consoleOrigin: string
  console: HttpTarget
  intake: HttpTarget
  /** Further processes whose metrics are gathered. */
  metricsFrom?: HttpTarget[]
  metrics: 'open' | 'closed' | { token: string }
  trustForwarded?: boolean
  log: Log
}

const RETRY_AFTER_S = 2
const STARTING_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Countersign is starting</title><p>Countersign is starting. This page asks again every two seconds.</p></html>`

function sendProblem(response: ServerResponse, status: number, code: string, title: string): void {
  const body = JSON.stringify(problem(status, code, title))
  const retry = status === 502 || status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}
  response
    .writeHead(status, { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...retry })
    .end(body)
}

function isNavigation(message: IncomingMessage): boolean {
  if (message.method !== 'GET' && message.method !== 'HEAD') return false
  const mode = message.headers['sec-fetch-mode']
  return mode === undefined ? (message.headers.accept ?? '').includes('text/html') : mode === 'navigate'
}

/**
 * The address of the console's page under its own name, when a browser came by the machine's number: the reader
 * may be framed by the console's origin only, and cookies of the two names would not meet.
 */
export function canonicalLocation(message: IncomingMessage, consoleOrigin: string): string | undefined {
  const host = message.headers.host ?? ''
  const byNumber = /^(127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:\d+)?$/.test(host)
  const path = message.url ?? '/'
  if (!byNumber || host === new URL(consoleOrigin).host || !isNavigation(message)) return undefined
  // A path such as `//elsewhere` would name another host.
  return path.startsWith('/') && !path.startsWith('//') ? new URL(path, consoleOrigin).href : undefined
}

function passOn(
  target: HttpTarget,
  agent: Agent,
  options: FrontDoorOptions,
  incoming: IncomingMessage,
  answer: ServerResponse,
  part: 'intake' | 'console',
): void {
  const upstream = request({
    ...target,
    agent,
    method: incoming.method,
    path: incoming.url,
    headers: forwardedRequestHeaders(incoming, {
      scheme: new URL(options.consoleOrigin).protocol.slice(0, -1),
      trustForwarded: options.trustForwarded ?? false,
    }),
  })
  upstream.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.statusMessage, forwardedResponseHeaders(response))
    // Events of a stream must not wait for a first byte of body.
    answer.flushHeaders()
    response.pipe(answer)
    response.on('error', () => answer.destroy())
    response.on('end', () => {
      incoming.unpipe(upstream)
      incoming.resume()
    })
  })
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    incoming.unpipe(upstream)
    incoming.resume()
    if (answer.destroyed || answer.writableEnded) return
    if (answer.headersSent) {
      answer.destroy()
      return
    }
    options.log.warn('a process behind the front door did not answer', { part, code: error.code })
    const absent = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
    if (part === 'console' && isNavigation(incoming)) {
      const head = { 'content-type': 'text/html; charset=utf-8', 'retry-after': String(RETRY_AFTER_S) }
      const policy = "default-src 'none'; frame-ancestors 'none'"
      answer.writeHead(503, { ...head, 'content-security-policy': policy, 'cache-control': 'no-store' })
      answer.end(STARTING_PAGE)
    } else if (absent)
      sendProblem(answer, 503, `${part}_unavailable`, `The ${part} is not running. Try again.`)
    else sendProblem(answer, 502, `${part}_broke_off`, `The ${part} broke off before it answered. Try again.`)
  })
  answer.on('close', () => {
    if (!answer.writableEnded) upstream.destroy()
  })
  incoming.pipe(upstream)
}

function mayReadMetrics(options: FrontDoorOptions, incoming: IncomingMessage): boolean {
  if (typeof options.metrics === 'string') return options.metrics === 'open'
  const given = Buffer.from(incoming.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${options.metrics.token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/**
 * One address for a whole installation: `/api/v1` goes to intake and the rest to the console. It streams both
 * ways, keeps no body and logs none, and holds no secret.
 * @returns the server, listening. @throws the listen error, such as EADDRINUSE.
 */
export async function startFrontDoor(
  options: FrontDoorOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const metrics = createMetrics('frontdoor')
  const requests = metrics.counter('frontdoor_requests_total', 'Requests by part and status class.', [
    'part',
    'status',
  ])
  // Node closes an idle connection before the time that the other side announces in Keep-Alive.
  const agents = {
    intake: new Agent({ keepAlive: true, maxFreeSockets: 256, timeout: 0 }),
    console: new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 0 }),
  }

  async function sendMetrics(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (!mayReadMetrics(options, incoming)) {
      sendProblem(answer, 404, 'not_found', 'There is nothing at this address.')
      return
    }
    const others = [options.intake, ...(options.metricsFrom ?? [])]
    const texts = await Promise.allSettled(others.map((target) => probeHttp(target, '/metrics', 2_000)))
    const answered = texts.flatMap((text) =>
      text.status === 'fulfilled' && text.value.status === 200 ? [text.value.body] : [],
    )
    const body = mergeMetrics([await metrics.text(), ...answered])
    answer.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(body)
  }

  const server: Server = createServer((incoming, answer) => {
    const path = (incoming.url ?? '/').split('?', 1)[0] as string
    if (path === '/healthz') {
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
      return
    }
    if (path === '/metrics') {
      sendMetrics(incoming, answer).catch(() => answer.destroy())
      return
    }
    const location = canonicalLocation(incoming, options.consoleOrigin)
    if (location !== undefined) {
      answer.writeHead(307, { location, 'cache-control': 'no-store' }).end()
      return
    }
    const part = path === '/api/v1' || path.startsWith('/api/v1/') ? 'intake' : 'console'
    answer.on('finish', () => requests.inc({ part, status: `${Math.floor(answer.statusCode / 100)}xx` }))
    passOn(options[part], agents[part], options, incoming, answer, part)
  })
  server.keepAliveTimeout = 65_000
  // A slow client may take a minute for its headers and five for a body of 8 MiB.
  server.headersTimeout = 60_000
  server.requestTimeout = 300_000
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // Streams of events never end by themselves.
      const timer = setTimeout(() => server.closeAllConnections(), 2_000)
      await closed
      clearTimeout(timer)
      agents.intake.destroy()
      agents.console.destroy()
    },
  }
}
