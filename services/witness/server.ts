import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parsePolicy } from '#domain/witness-policy'
import { createLog, type Log } from '#lib/log'
import { createMetrics } from '#lib/metrics'
import { addCheckpoint, logKey, type Witness, type WitnessAnswer } from './add-checkpoint'
import { openWitnessKey } from './home'
import { WitnessMemory } from './memory'

export type WitnessOptions = {
  home: string
  name: string
  host: string
  /** 0 takes a free port. */
  port: number
  /** C2SP tlog-policy whose `log` lines name the logs that are watched. */
  policy: string
  log?: Log
  now?: () => number
}
export type RunningWitness = { port: number; vkey: string; close(): Promise<void> }

/** A checkpoint, its signatures and 63 hashes: a few kilobytes. */
const MAX_BODY_BYTES = 32 * 1024
const TEXT = 'text/plain; charset=utf-8'

/**
 * A witness of C2SP `tlog-witness`: `POST /add-checkpoint`, and `/healthz` and `/metrics` for its operator. It
 * believes the keys that it was given and the trees that it has seen, and nobody's word.
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const log = options.log ?? createLog('witness')
  const key = await openWitnessKey(options.home, options.name)
  const logs = parsePolicy(options.policy).logs.map(({ vkey }) => logKey(vkey))
  if (logs.length === 0) throw new Error('The witness watches no log: its policy has no log line.')
  const memory = await WitnessMemory.open(options.home)
  const witness: Witness = { key, memory, logs, now: options.now ?? Date.now }

  const metrics = createMetrics('witness')
  const requests = metrics.counter('witness_requests_total', 'Checkpoints submitted, by status', ['status'])
  const refusals = metrics.counter('witness_forks_total', 'Checkpoints that contradict a cosigned one')
  metrics.gauge('witness_size', 'Largest size cosigned', [], (gauge) =>
    gauge.set(Math.max(0, ...logs.map(({ name }) => memory.seen(name)?.size ?? 0))),
  )

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://witness')
    if (request.method === 'GET' && pathname === '/healthz') send(response, 200, TEXT, 'ok\n')
    else if (request.method === 'GET' && pathname === '/metrics' && isLocal(request))
      send(response, 200, metrics.contentType, await metrics.text())
    else if (request.method === 'POST' && pathname === '/add-checkpoint') {
      const body = await readText(request)
      const result: WitnessAnswer = body === undefined ? { status: 400 } : await addCheckpoint(witness, body)
      requests.inc({ status: String(result.status) })
      if (result.status === 422 || (result.status === 409 && result.why === 'fork')) {
        refusals.inc()
        log.error('a signed checkpoint contradicts what was cosigned', { status: result.status })
      }
      reply(response, result)
    } else send(response, 404, TEXT, 'not found\n')
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error('a checkpoint was not cosigned', { error })
      if (response.headersSent) response.destroy()
      else send(response, 500, TEXT, 'not cosigned\n')
    })
  })
  server.requestTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    vkey: key.vkey,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
      server.closeAllConnections()
      await closed
    },
  }
}

function reply(response: ServerResponse, result: WitnessAnswer): void {
  if (result.status === 200) send(response, 200, TEXT, result.lines)
  else if (result.status === 409) send(response, 409, 'text/x.tlog.size', `${result.size}\n`)
  else send(response, result.status, TEXT, `${WORDS[result.status]}\n`)
}

const WORDS = {
  400: 'not an add-checkpoint request',
  403: 'no trusted key of this origin signed the checkpoint',
  404: 'this witness does not watch that origin',
  422: 'the consistency proof does not verify',
} as const

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body)
}

/** @returns undefined for a body that is too long or is not UTF-8. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY_BYTES) return undefined
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    return undefined
  }
}

function isLocal(request: IncomingMessage): boolean {
  const from = request.socket.remoteAddress ?? ''
  return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(from) && !request.headers['x-forwarded-for']
}
