import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Pool } from 'undici'
import { z } from 'zod'
import { AppError, HTTP_STATUS } from '#domain/errors'
import { PROBLEM_TYPE, problem, problemOf } from '#lib/http-problem'
import { createLog, type Log } from '#lib/log'
import { createMetrics } from '#lib/metrics'
import { ledgerHost } from './relay-ledger'
import { isSameOrigin, RELAY_ROUTES, readBody, requireRelayable } from './relay-request'

/**
 * The reader's host: it serves the reader's one file and pipes what the reader asks to the key service. It holds
 * no key, keeps nothing and logs no body. What it carries is signed on the way up and sealed on the way down.
 */
export type RelayOptions = {
  host: string
  /** 0 takes a free port. */
  port: number
  keydSocket: string
  readerDir: string
  /** Where the key service publishes the ledger's tiles. */
  ledgerDir?: string | undefined
  consoleOrigin: string
  log?: Log
}
export type Relay = { port: number; close(): Promise<void> }

const KEYD_TIMEOUT_MS = 20_000
const Policy = z.strictObject({ 'content-security-policy': z.string().min(1) })

const EVERYWHERE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
const PAGE = {
  ...EVERYWHERE,
  'content-type': 'text/html; charset=utf-8',
  // Framed by the console, which is another site.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy':
    'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), display-capture=(), clipboard-read=(), usb=(), serial=(), hid=(), midi=(), payment=()',
  'x-robots-tag': 'noindex',
}

/** @throws Error when the reader's files are missing or were built for another console. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const log = options.log ?? createLog('relay')
  const metrics = createMetrics('relay')
  const requests = metrics.counter('relay_requests_total', 'Requests by route and status', [
    'route',
    'status',
  ])
  const page = await loadPage(options)
  const keyd = new Pool('http://keyd', {
    socketPath: options.keydSocket,
    connections: 32,
    headersTimeout: KEYD_TIMEOUT_MS,
    bodyTimeout: KEYD_TIMEOUT_MS,
  })

  const ledger = ledgerHost(options.ledgerDir, keyd)

  async function forward(route: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = RELAY_ROUTES[route]!
    if (!isSameOrigin(request.headers))
      throw new AppError('forbidden', 'Only the reader itself may ask here.', { reason: 'cross_origin' })
    const body = target.method === 'POST' ? await readBody(request) : undefined
    if (body && target.signed) requireRelayable(body)
    const answer = await keyd.request({
      method: target.method,
      path: target.to,
      ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}),
    })
    const type = answer.headers['content-type']
    response.writeHead(answer.statusCode, {
      ...EVERYWHERE,
      'content-type': typeof type === 'string' ? type : 'application/octet-stream',
      'cross-origin-resource-policy': 'same-origin',
    })
    for await (const chunk of answer.body) if (!response.write(chunk)) await drained(response)
    response.end()
  }

  async function health(response: ServerResponse): Promise<void> {
    const answer = await keyd.request({ method: 'GET', path: '/healthz' })
    await answer.body.dump()
    const ok = answer.statusCode === 200
    response
      .writeHead(ok ? 200 : 503, { ...EVERYWHERE, 'content-type': 'application/json' })
      .end(JSON.stringify({ ok }))
  }

  async function answer(route: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = request
    if (route === '/' && (method === 'GET' || method === 'HEAD'))
      response.writeHead(200, page.headers).end(method === 'HEAD' ? undefined : page.html)
    else if (route === '/healthz' && method === 'GET') await health(response)
    else if (route === '/metrics' && method === 'GET' && isLocal(request))
      response
        .writeHead(200, { ...EVERYWHERE, 'content-type': metrics.contentType })
        .end(await metrics.text())
    else if (route.startsWith('/ledger/')) await ledger(request, response)
    else if (RELAY_ROUTES[route]?.method === method) await forward(route, request, response)
    else throw new AppError('not_found', 'There is nothing at this address.')
  }

  const server = createServer((request, response) => {
    const route = new URL(request.url ?? '/', 'http://relay').pathname
    const known = route in RELAY_ROUTES || route === '/'
    const label = known ? route : route.startsWith('/ledger/') ? 'ledger' : 'other'
    response.on('finish', () => requests.inc({ route: label, status: String(response.statusCode) }))
    answer(route, request, response).catch((error: unknown) => refuse(response, error, label, log))
  })
  server.requestTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
      server.closeAllConnections()
      await keyd.destroy()
    },
  }
}

async function loadPage({ readerDir, consoleOrigin }: RelayOptions) {
  const html = await readFile(path.join(readerDir, 'index.html'))
  const policy = Policy.parse(JSON.parse(await readFile(path.join(readerDir, 'policy.json'), 'utf8')))
  if (!policy['content-security-policy'].split('; ').includes(`frame-ancestors ${consoleOrigin}`))
    throw new Error("The reader was built for another console: build it again with this console's origin.")
  return { html, headers: { ...PAGE, ...policy, 'content-length': String(html.length) } }
}

function isLocal(request: IncomingMessage): boolean {
  const from = request.socket.remoteAddress ?? ''
  return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(from) && !request.headers['x-forwarded-for']
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('drain', resolve)
    response.once('close', () => reject(new Error('closed')))
  })
}

function refuse(response: ServerResponse, error: unknown, route: string, log: Log): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  // What undici throws says that the key service is down, slow or gone: nothing opened, the reader may try again.
  const answer =
    error instanceof AppError
      ? problemOf(error)
      : problem(
          HTTP_STATUS.unavailable,
          'unavailable',
          'The key service does not answer. Nothing was opened.',
        )
  if (answer.status >= 500) log.warn('the key service did not answer', { route, error })
  response
    .writeHead(answer.status, {
      ...EVERYWHERE,
      'content-type': PROBLEM_TYPE,
      ...(answer.status === 503 ? { 'retry-after': '2' } : {}),
    })
    .end(JSON.stringify(answer))
}
