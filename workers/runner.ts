import type { KeyObject } from 'node:crypto'
import type { Worker } from 'bullmq'
import { type Classifier, registryOf } from '#domain/classifier'
import { factTable } from '#domain/facts'
import type { Trust } from '#domain/trust'
import { createPool } from '#lib/database'
import { createLog, type Log } from '#lib/log'
import { createMetrics } from '#lib/metrics'
import { pgQuery } from '#lib/query'
import { connectRedis } from '#lib/redis'
import { CalibrationsInUse } from '#services/classify/calibrations'
import { CANDIDATES } from '#services/classify/candidates'
import { CLASSIFIERS } from '#services/classify/registry'
import { WorkerKeyClient } from '#services/keys/worker-client'
import { AllowedPlugins } from '#services/plugin/allowed'
import type { Destinations } from '#services/plugin/destination'
import { PublishedRules } from '#services/rules/published-rules'
import type { WorkerContext } from './context'
import { DEFAULT_PREFIX, Enqueuer } from './enqueue'
import { addPipelineGauges, checkWorker, serveHealth } from './health'
import { JOBS, LOOPS } from './index'
import { type RunningLoop, startLoop } from './loop'
import { startJob } from './run-job'
import { createWorkerMetrics } from './worker-metrics'

export type WorkerOptions = {
  databaseUrl: string
  redisUrl: string
  keydSocket: string
  trust: Pick<Trust, 'ledgerOrigin' | 'ledgerVkey'>
  /** Enrolled with the key service under this name. */
  name: string
  identity: KeyObject
  secretKey: string
  webhookAllow?: readonly string[]
  /** Health and metrics. */
  socketPath: string
  /** Of the BullMQ keys; apart for each test. */
  prefix?: string
  /** Another registry than this build's: for tests. */
  classifiers?: readonly Classifier[]
  candidates?: readonly Classifier[]
  pluginAllow?: readonly string[]
  pluginDestinations?: Destinations
  poolSize?: number
  stuckAfterMs?: number
  /** How long calibrations and plug-ins are remembered once read; 2 s by default. */
  settingsTtlMs?: number
  now?: () => number
  log?: Log
}

const POOL_SIZE = 12
const SCHEDULES_MS = 5 * 60_000
const CLOSE_MS = 8_000

/** Starts every job and loop of this process. `close` lets running jobs end, and gives up on them after 8 s. */
export async function startWorker(
  options: WorkerOptions,
): Promise<{ close(): Promise<void>; useIdentity(identity: KeyObject): void }> {
  const log = options.log ?? createLog('worker')
  const prefix = options.prefix ?? DEFAULT_PREFIX
  const pool = createPool(options.databaseUrl, {
    name: options.name,
    max: options.poolSize ?? POOL_SIZE,
    statementTimeoutMs: 30_000,
    log,
  })
  const query = pgQuery(pool)
  const registry = createMetrics('worker')
  const metrics = createWorkerMetrics(registry)
  const keys = new WorkerKeyClient({
    socketPath: options.keydSocket,
    trust: options.trust,
    name: options.name,
    identity: options.identity,
  })
  const enqueuer = new Enqueuer({ redisUrl: options.redisUrl, prefix, log })
  const connection = connectRedis(options.redisUrl)
  connection.on('error', () => {})
  const classifiers = registryOf(options.classifiers ?? CLASSIFIERS)
  const context: WorkerContext = {
    pool,
    databaseUrl: options.databaseUrl,
    query,
    keys,
    classifiers,
    candidates: options.candidates ?? CANDIDATES,
    calibrations: new CalibrationsInUse(query, options.settingsTtlMs),
    plugins: new AllowedPlugins(query, options.settingsTtlMs),
    pluginAllow: options.pluginAllow ?? [],
    pluginDestinations: options.pluginDestinations ?? new Map(),
    rules: new PublishedRules(query, factTable(classifiers)),
    enqueuer,
    secretKey: options.secretKey,
    webhookAllow: options.webhookAllow ?? [],
    metrics,
    log,
    now: options.now ?? Date.now,
    wakers: new Map(),
    ...(options.stuckAfterMs === undefined ? {} : { stuckAfterMs: options.stuckAfterMs }),
  }
  const jobs: Worker[] = []
  for (const job of JOBS) jobs.push(await startJob(job, context, { connection, prefix }))
  // Said again now and then: Redis may have lost it.
  const keepSchedules = () => {
    for (const job of JOBS) enqueuer.schedule(job).catch(() => {})
  }
  keepSchedules()
  const schedules = setInterval(keepSchedules, SCHEDULES_MS).unref()
  const loops: RunningLoop[] = []
  for (const loop of LOOPS) loops.push(await startLoop(loop, context, metrics, log))
  const server = await serveHealth({
    socketPath: options.socketPath,
    check: () => checkWorker(context, loops),
    metrics: registry,
    refresh: addPipelineGauges(registry, context),
  })

  return {
    useIdentity: (identity) => keys.useIdentity(identity),
    async close() {
      clearInterval(schedules)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.allSettled(loops.map((loop) => loop.close()))
      const ended = Promise.allSettled(jobs.map((job) => job.close()))
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])
      await enqueuer.close()
      connection.disconnect()
      await keys.close()
      await pool.end()
    },
  }
}
