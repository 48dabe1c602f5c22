import { chmod, lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Trust } from '#domain/trust'
import { createPool } from '#lib/database'
import { createLog, type Log } from '#lib/log'
import { createMetrics } from '#lib/metrics'
import { createAuthenticate } from './authenticate'
import { listEpochs, STATEMENT_TIMEOUT_MS } from './data'
import { createEpochs } from './epochs'
import { createFrankingKeys } from './franking-keys'
import { readIntakeKeys } from './home'
import { createRateLimit, DEFAULT_RATE_PER_S } from './limits'
import { handleProblems, unavailable } from './problems'
import { createRetentions } from './retentions'
import { addRoutes } from './routes'

export type IntakeOptions = {
  databaseUrl: string
  socketPath: string
  /** Directory with signing.pem, idempotency.key and franking.pem. */
  home: string
  trust: Trust
  ratePerSecond?: number
  /** Each report is one statement: few connections keep the database busy, more only queue inside it. */
  poolSize?: number
  /** Milliseconds since 1970. */
  now?: () => number
  log?: Log
}
export type Intake = { close(): Promise<void> }

const POOL_SIZE = 8

/** Starts intake on its unix socket. `close` answers what has arrived and then stops. */
export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const log = options.log ?? createLog('intake')
  const now = options.now ?? Date.now
  const keys = await readIntakeKeys(options.home, options.trust)
  const pool = createPool(options.databaseUrl, {
    name: 'intake',
    max: options.poolSize ?? POOL_SIZE,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log,
  })
  const metrics = createMetrics('intake')
  const reports = metrics.counter('intake_reports_total', 'Reports answered with 202', ['outcome'])
  const refusals = metrics.counter('intake_refusals_total', 'Requests refused or failed', ['code'])
  const seconds = metrics.histogram('intake_request_seconds', 'From the first byte to the answer', ['status'])

  const server = Fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    // A body is content: it is neither parsed nor logged by the framework.
    logger: false,
    routerOptions: { maxParamLength: 100 },
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  handleProblems(server, log, (code) => refusals.inc({ code }))
  server.addHook('onResponse', async (_request, reply) =>
    seconds.observe({ status: String(reply.statusCode) }, reply.elapsedTime / 1000),
  )
  addRoutes(server, {
    pool,
    keys,
    now,
    epochs: createEpochs(pool, options.trust, log),
    frankingKeys: createFrankingKeys(pool, keys.franking, log),
    retentions: createRetentions(pool),
    authenticate: createAuthenticate(pool),
    rateLimit: createRateLimit(options.ratePerSecond ?? DEFAULT_RATE_PER_S),
    counted: (outcome) => reports.inc({ outcome }),
  })
  addHealth(server, async () => {
    await listEpochs(pool).catch(() => {
      throw unavailable('store_unavailable', 'The store does not answer.')
    })
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )

  try {
    await removeStaleSocket(options.socketPath)
    await server.listen({ path: options.socketPath })
    await chmod(options.socketPath, 0o660)
  } catch (error) {
    await server.close()
    await pool.end()
    throw error
  }
  return {
    async close() {
      await server.close()
      await pool.end()
    },
  }
}

function addHealth(server: FastifyInstance, check: () => Promise<void>): void {
  server.get('/healthz', async () => {
    await check()
    return { ok: true }
  })
}

/** A killed process leaves its socket behind. One that still answers belongs to an intake that is running. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isSocket()) return
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
  if (alive) throw new Error('another intake is listening on this socket')
  await unlink(path)
}
