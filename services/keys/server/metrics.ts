import type { Pool } from 'pg'
import { createMetrics } from '#lib/metrics'
import { countAccess } from './access/live'

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
  const submitted = metrics.counter(
    'witness_submissions_total',
    'Checkpoints sent to witnesses, by outcome',
    ['outcome'],
  )
  const bundles = metrics.counter('ledger_bundles_total', 'Bundles of entries asked for by auditors', [
    'outcome',
  ])
  const clockOff = metrics.gauge(
    'clock_off_milliseconds',
    'How far the clock was off when it was last doubted',
  )
  const clockSteps = metrics.counter('clock_steps_total', 'How often the clock was doubted since the start')
  return {
    onClockStep: (offMs: number) => {
      clockOff.set(offMs)
      clockSteps.inc()
    },
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
    onWitness: (outcome: string) => submitted.inc({ outcome }),
    onBundle: (outcome: 'served' | 'refused') => bundles.inc({ outcome }),
    /** How old the word of the witnesses is; nothing at all when there is none to give it. */
    observeCosigned: (state: () => { witnesses: number; at?: number }, now: () => number) => {
      metrics.gauge('ledger_witnesses', 'Witnesses that the policy names', [], (gauge) =>
        gauge.set(state().witnesses),
      )
      metrics.gauge(
        'cosigned_checkpoint_age_seconds',
        'Age of the last cosigned checkpoint; +Inf while there is none, NaN without witnesses',
        [],
        (gauge) => {
          const { witnesses, at } = state()
          const age = at === undefined ? Number.POSITIVE_INFINITY : Math.max(0, (now() - at) / 1_000)
          gauge.set(witnesses === 0 ? Number.NaN : age)
        },
      )
    },
    /** Gauges that ask the running service. */
    observe: (pool: Pool, ledgerSize: () => number, now: () => number) => {
      metrics.gauge('ledger_size', 'Committed entries', [], (gauge) => gauge.set(ledgerSize()))
      metrics.gauge(
        'break_glass_overdue',
        'Uses of break-glass access that no lead has reviewed within 24 hours',
        [],
        async (gauge) => gauge.set((await countAccess(pool, now())).overdue),
      )
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
