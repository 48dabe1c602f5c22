import type { Pool } from 'pg'
import { createMetrics } from '#lib/metrics'

export type KeyMetrics = ReturnType<typeof createKeyMetrics>

/** What the key service counts. Labels are operation names and codes. */
export function createKeyMetrics() {
  const metrics = createMetrics('keyd')
  const entries = metrics.counter('ledger_entries_total', 'Entries appended since the start')
  const batch = metrics.histogram('ledger_commit_seconds', 'Duration of one group commit')
  const operations = metrics.histogram(
    'ledger_batch_operations',
    'Operations that shared one commit',
    [],
    [1, 2, 4, 8, 16, 32, 64, 128, 256],
  )
  const answered = metrics.counter('key_requests_total', 'Signed requests by operation and outcome', [
    'op',
    'code',
  ])
  const adopted = metrics.counter('reports_adopted_total', 'Reports adopted since the start')
  const refused = metrics.counter('reports_refused_total', 'Boxes put in quarantine since the start')
  return {
    contentType: metrics.contentType,
    text: metrics.text,
    onBatch: (count: number, appended: number, seconds: number) => {
      entries.inc(appended)
      operations.observe(count)
      batch.observe(seconds)
    },
    onAnswer: (op: string, code: string) => answered.inc({ op, code }),
    onAdopted: (good: number, bad: number) => {
      adopted.inc(good)
      refused.inc(bad)
    },
    /** Gauges that ask the running service. */
    observe: (pool: Pool, ledgerSize: () => number) => {
      metrics.gauge('ledger_size', 'Committed entries', [], (gauge) => gauge.set(ledgerSize()))
      metrics.gauge(
        'oldest_unadopted_seconds',
        'Age of the oldest sealed report, 0 when none',
        [],
        async (gauge) => {
          const { rows } = await pool.query<{ age: number }>(
            'SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM door.box',
          )
          gauge.set(rows[0]!.age)
        },
      )
    },
  }
}
