import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { Metrics } from '#lib/metrics'
import { driftAlarms } from '#services/calibration/drift-data'
import { type PipelineAges, pipelineAges } from '#services/pipeline/stuck'
import type { WorkerContext } from './context'
import type { RunningLoop } from './loop'

const TIMEOUT_MS = 2_000

/** Gauges are read when somebody asks; an outage of PostgreSQL leaves them as they were. */
export function addPipelineGauges(
  metrics: Metrics,
  context: Pick<WorkerContext, 'query'>,
): () => Promise<void> {
  const gauges: Record<keyof PipelineAges, ReturnType<Metrics['gauge']>> = {
    oldestUnadopted: metrics.gauge(
      'oldest_unadopted_report_seconds',
      'Age of the oldest report not yet adopted',
    ),
    oldestUnclassified: metrics.gauge(
      'oldest_unclassified_report_seconds',
      'Age of the oldest adopted report',
    ),
    oldestUnrouted: metrics.gauge('oldest_unrouted_report_seconds', 'Age of the oldest classified report'),
    oldestOutbox: metrics.gauge(
      'oldest_outbox_seconds',
      'Age of the oldest fact not in the ledger: alarm at 60',
    ),
    oldestFeedEvent: metrics.gauge('oldest_feed_event_seconds', 'Age of the oldest event not applied'),
    oldestDueDelivery: metrics.gauge('oldest_due_delivery_seconds', 'How late the latest delivery is'),
    deadLetters: metrics.gauge('dead_letters', 'Jobs that gave up and were not retried: alarm above 0'),
    deadDeliveries: metrics.gauge('dead_deliveries', 'Deliveries that gave up: alarm above 0'),
    refusedFacts: metrics.gauge('refused_facts', 'Facts that the key service refused: alarm above 0'),
    unrecordedDecisions: metrics.gauge(
      'unrecorded_decisions',
      'Decided cases without their decision: alarm above 0',
    ),
  }
  const drift = metrics.gauge(
    'classifier_drift_alarms',
    'Weeks of the last two in which a classifier drifts on a platform: alarm above 0',
    ['platform', 'classifier', 'alarm'],
  )
  return async () => {
    const alarms = await driftAlarms(context.query).catch(() => undefined)
    if (alarms) {
      drift.reset()
      for (const { count, ...labels } of alarms) drift.set(labels, count)
    }
    const ages = await pipelineAges(context.query).catch(() => undefined)
    if (ages) for (const [name, gauge] of Object.entries(gauges)) gauge.set(ages[name as keyof PipelineAges])
  }
}

export type Checks = Record<'postgres' | 'redis' | 'keys' | 'loops', boolean>

/**
 * Whether this worker can move a report on right now. The key service counts: without it nothing is scored, and
 * whoever waits for readiness should wait.
 */
export async function checkWorker(context: WorkerContext, loops: readonly RunningLoop[]): Promise<Checks> {
  const [postgres, redis, keys] = await Promise.all([
    within(context.query('SELECT 1 AS one', [])),
    within(context.enqueuer.ping()),
    within(context.keys.health()),
  ])
  return { postgres, redis, keys, loops: loops.every((loop) => loop.healthy()) }
}

function within(work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), TIMEOUT_MS)
    work
      .then(
        (value) => resolve(value !== false),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer))
  })
}

/** `/healthz` and `/metrics` on a unix socket that only this account can use. */
export async function serveHealth(options: {
  socketPath: string
  check: () => Promise<Checks>
  metrics: Metrics
  refresh: () => Promise<void>
}): Promise<Server> {
  const server = createServer(async (request, response) => {
    try {
      if (request.url === '/metrics') {
        await options.refresh()
        response.writeHead(200, { 'content-type': options.metrics.contentType })
        response.end(await options.metrics.text())
      } else if (request.url === '/healthz') {
        const checks = await options.check()
        const ok = Object.values(checks).every(Boolean)
        response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ ok, ...(ok ? {} : checks) }))
      } else response.writeHead(404).end()
    } catch {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    }
  })
  // Left behind by a process that was killed.
  await rm(options.socketPath, { force: true })
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.socketPath, resolve)
    })
  } finally {
    process.umask(before)
  }
  return server
}
