import type { Pool } from 'pg'
import type { Classifier } from '#domain/classifier'
import type { Log } from '#lib/log'
import type { Query } from '#lib/query'
import type { CalibrationsInUse } from '#services/classify/calibrations'
import type { WorkerKeyClient } from '#services/keys/worker-client'
import type { AllowedPlugins } from '#services/plugin/allowed'
import type { Destinations } from '#services/plugin/destination'
import type { PublishedRules } from '#services/rules/published-rules'
import type { Enqueuer } from './enqueue'
import type { WorkerMetrics } from './worker-metrics'

/** What a worker process holds, handed to each job and loop when it is prepared. */
export type WorkerContext = {
  pool: Pool
  /** For a connection of its own that listens. */
  databaseUrl: string
  query: Query
  keys: Pick<WorkerKeyClient, 'scoreOne' | 'facts' | 'signed' | 'health'>
  /** The registry: what is scored, and what rules may ask. */
  classifiers: readonly Classifier[]
  /** Versions of them that run where a calibration names them. */
  candidates: readonly Classifier[]
  calibrations: CalibrationsInUse
  rules: PublishedRules
  enqueuer: Enqueuer
  /** CONSOLE_SECRET_KEY: opens webhook signing secrets. */
  secretKey: string
  /** `host:port` that webhooks may reach although the address is private or the scheme is http. */
  webhookAllow: readonly string[]
  plugins: AllowedPlugins
  /** `host:port` that a plug-in scorer may stand at although it is this machine's: trials only. */
  pluginAllow: readonly string[]
  /** Where the operator lets plug-in scorers stand: the console's tables alone send nothing anywhere. */
  pluginDestinations: Destinations
  metrics: WorkerMetrics
  log: Log
  now: () => number
  /** When the sweeper takes a row for forgotten; shorter in tests. */
  stuckAfterMs?: number
  /** Wakes a loop by its name before its pause is over. */
  wakers: Map<string, () => void>
}
