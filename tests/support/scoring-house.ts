import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import type { Signal } from '#domain/signal'
import { createLog } from '#lib/log'
import { classifierSaying } from './classifiers'
import { reportOf } from './reports'
import { type Stack, startStack } from './stack'
import { startTestWorker, type TestWorkerOptions } from './worker'

export type SignalRow = {
  classifier: string
  version: string
  status: string
  raw_score: number | null
  score: number | null
  band: string | null
  calibration_id: string | null
  evidence: { unavailableReason?: string; perMessage: { id: string; spans: object[] }[] }
}
export type Posted = { reportId: string; caseId: string }

/** A classifier of this build that says the same of everything. */
export const fixed = (
  name: string,
  version: string,
  score: number,
  told: (context: object | undefined) => void = () => {},
) =>
  classifierSaying(name, version, (_, context): Signal => {
    told(context)
    return {
      classifier: name,
      version,
      status: 'ok',
      score,
      band: score >= 0.9 ? 'urgent' : score >= 0.5 ? 'review' : 'low',
      perMessage: [],
      stages: [],
    }
  })

/**
 * Intake, key service and a worker that reads calibrations and plug-ins anew each time. It is there for the tests of the
 * file that made it.
 */
export class ScoringHouse {
  stack!: Stack
  owner!: Client

  /**
   * @param options of the worker, asked for when the hooks before this one have run.
   * @param pluginDestinations what the key service's operator named; by default it takes all.
   */
  constructor(options: () => Partial<TestWorkerOptions>, pluginDestinations?: readonly string[]) {
    let worker: { close(): Promise<void> } | undefined
    beforeAll(async () => {
      this.stack = await startStack({
        only: ['keyd', 'intake'],
        ...(pluginDestinations ? { pluginDestinations } : {}),
      })
      const { db, redisUrl, queuePrefix, sockets, stateDir, trust, secretKey } = this.stack
      this.owner = new Client({ connectionString: db.owner })
      await this.owner.connect()
      worker = await startTestWorker({
        ...{ redisUrl, queuePrefix, trust, secretKey, webhookAllow: [], settingsTtlMs: 0 },
        databaseUrl: db.worker,
        keydSocket: sockets.keyd,
        keyFile: path.join(stateDir, 'worker', 'worker-1.pem'),
        socket: sockets.worker,
        log: createLog('worker', 'silent'),
        ...options(),
      })
    })
    afterAll(async () => {
      await worker?.close()
      await this.owner?.end()
      await this.stack?.stop()
    })
  }

  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query(text, values)).rows as Row[]
  }

  until<T>(look: () => Promise<T | undefined>): Promise<T> {
    return vi.waitUntil(look, { timeout: 50_000, interval: 50 }) as Promise<T>
  }

  async post(report: object = reportOf(4)): Promise<Posted> {
    const { status, body } = await this.stack.postReport(report)
    expect(status).toBe(202)
    return body as Posted
  }

  async routed(reportId: string): Promise<void> {
    await this.until(async () => {
      const [row] = await this.rows<{ stage: string }>('SELECT stage FROM report WHERE id = $1', [reportId])
      return row?.stage === 'routed' || undefined
    })
  }

  async signalOf(reportId: string, classifier: string): Promise<SignalRow | undefined> {
    const text = 'SELECT * FROM signal WHERE report_id = $1 AND classifier = $2'
    return (await this.rows<SignalRow>(text, [reportId, classifier]))[0]
  }

  /** What a plug-in said of a report, once the case was routed with it. */
  spokenOf(reportId: string, code: string): Promise<SignalRow> {
    return this.until(async () => {
      const [done] = await this.rows<{ done: boolean }>(
        'SELECT routed_at IS NOT NULL AS done FROM plugin_request WHERE report_id = $1 AND plugin_code = $2',
        [reportId, code],
      )
      return done?.done ? await this.signalOf(reportId, `plugin.${code}`) : undefined
    })
  }
}
