import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import { Pool } from 'pg'
import { Agent, request } from 'undici'
import { connectRedis } from '#lib/redis'
import { PersonSession } from '#tests/support/person-session'
import { reportOf } from '#tests/support/reports'
import { startTrial, type Trial } from '#tests/support/trial'
import { type Bench, type BenchResult, quantile, rounded } from './result'

const MESSAGES = 20
const AT_ONCE = 32

/** Runs `work(0) … work(count - 1)`, `AT_ONCE` at a time. @returns seconds. */
async function together(count: number, work: (n: number) => Promise<void>): Promise<number> {
  const began = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await work(next++)
    }),
  )
  return (performance.now() - began) / 1000
}

function poster(trial: Trial, dispatcher: Agent, origin: string) {
  return async (body: string) => {
    const answer = await request(`${origin}/api/v1/reports`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${trial.apiKey}` },
      body,
    })
    await answer.body.dump()
    if (answer.statusCode !== 202) throw new Error(`intake answered ${answer.statusCode}`)
  }
}

/** Bodies are made before the clock starts: a platform's work is not ours. */
function bodiesOf(run: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify(reportOf(MESSAGES, { externalId: `${run}-${n}` })),
  )
}

async function routedOf(pool: Pool, run: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM report WHERE external_id LIKE $1 AND stage = 'routed'`,
    [`${run}-%`],
  )
  return rows[0]!.n
}

async function untilRouted(pool: Pool, run: string, count: number): Promise<void> {
  for (let waited = 0; (await routedOf(pool, run)) < count; waited += 20) {
    if (waited > 300_000) throw new Error(`${run}: not all reports were routed`)
    await sleep(20)
  }
}

/** The floor: the same number of bare inserts, each followed by a job that does nothing. */
async function floor(trial: Trial, pool: Pool, count: number): Promise<number> {
  await pool.query('CREATE TABLE IF NOT EXISTS bench_floor (id serial PRIMARY KEY, body text)')
  const connection = connectRedis(path.join(trial.state, 'run', 'redis.sock'))
  const queue = new Queue('bench-floor', { connection, prefix: 'bench' })
  let done = 0
  const worker = new Worker(
    'bench-floor',
    async () => {
      done++
    },
    {
      connection: connectRedis(path.join(trial.state, 'run', 'redis.sock')),
      prefix: 'bench',
      concurrency: AT_ONCE,
    },
  )
  await worker.waitUntilReady()
  const began = performance.now()
  await together(count, async (n) => {
    await pool.query('INSERT INTO bench_floor (body) VALUES ($1)', [`row ${n}`])
    await queue.add('nothing', { n }, { removeOnComplete: true })
  })
  while (done < count) await sleep(5)
  const seconds = (performance.now() - began) / 1000
  await worker.close()
  await queue.close()
  await pool.query('DROP TABLE bench_floor')
  return count / seconds
}

/** POSTs at a steady rate and reads from the database how long each report waited for its score. */
async function scoringLag(
  post: (body: string) => Promise<void>,
  pool: Pool,
  perSecond: number,
  seconds: number,
) {
  const bodies = bodiesOf('lag', perSecond * seconds)
  const began = performance.now()
  const pending: Promise<void>[] = []
  for (const [n, body] of bodies.entries()) {
    const wait = began + (n * 1000) / perSecond - performance.now()
    if (wait > 0) await sleep(wait)
    pending.push(post(body))
  }
  await Promise.all(pending)
  await untilRouted(pool, 'lag', bodies.length)
  const { rows } = await pool.query<{ ms: number }>(
    `SELECT extract(epoch FROM min(s.created_at) - r.received_at)::float8 * 1000 AS ms
     FROM report r JOIN signal s ON s.report_id = r.id WHERE r.external_id LIKE 'lag-%' GROUP BY r.id`,
  )
  return rows.map((row) => row.ms)
}

/** Full releases of a claimed window (11 keys), one after the other, all checks on. */
async function releases(trial: Trial, keyd: Agent, pool: Pool, count: number): Promise<number[]> {
  const mara = await PersonSession.open(keyd, trial.staff.mara!.id, trial.staff.mara!.code)
  const { rows } = await pool.query<{ id: string }>(
    `SELECT c.id FROM review_case c JOIN report r ON r.case_id = c.id
     WHERE r.external_id LIKE 'pipeline-%' AND c.stage = 'routed' LIMIT $1`,
    [Math.ceil(count / 50)],
  )
  const times: number[] = []
  for (const { id } of rows) {
    const { status, body } = await mara.claim(id)
    if (status !== 200) throw new Error(`claim answered ${status}`)
    for (let n = 0; n < 50 && times.length < count; n++) {
      const began = performance.now()
      const released = await mara.release(body.grant.id, body.grant.messages)
      times.push(performance.now() - began)
      if (!released.body.keys?.length) throw new Error(`release answered ${released.status}`)
    }
  }
  return times
}

/** From a POST to a routed case on real processes, beside the floor of bare inserts and empty jobs. */
export const bench: Bench = async ({ quick, log }) => {
  const count = quick ? 400 : 3_000
  log('starting a trial of its own')
  const trial = await startTrial({ INTAKE_RATE_PER_SECOND: '100000' })
  const pool = new Pool({ connectionString: trial.ownerUrl, max: AT_ONCE })
  const intake = new Agent({
    connect: { socketPath: path.join(trial.state, 'run', 'intake.sock') },
    connections: AT_ONCE,
  })
  const keyd = new Agent({ connect: { socketPath: path.join(trial.state, 'run', 'keyd.sock') } })
  const front = new Agent({ connections: AT_ONCE })
  const results: BenchResult[] = []
  const add = (name: string, value: number, unit: string, n: number) => {
    results.push({ name, value: rounded(value), unit, n })
    log(`${name}: ${rounded(value)} ${unit}`)
  }
  const pause = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const part of ['worker', 'keyd', 'console'] as const) process.kill(trial.pidOf(part)!, signal)
  }
  try {
    const toIntake = poster(trial, intake, 'http://intake')
    const toFront = poster(trial, front, trial.origin.replace('localhost', '127.0.0.1'))
    for (const body of bodiesOf('warm', 100)) await toFront(body)
    await untilRouted(pool, 'warm', 100)

    const bodies = bodiesOf('pipeline', count)
    const began = performance.now()
    await together(count, (n) => toFront(bodies[n]!))
    await untilRouted(pool, 'pipeline', count)
    add('pipeline_reports_per_s', count / ((performance.now() - began) / 1000), 'reports/s', count)

    add('floor_jobs_per_s', await floor(trial, pool, count), 'jobs/s', count)

    const seconds = quick ? 5 : 30
    const lags = await scoringLag(toFront, pool, 100, seconds)
    add('scoring_lag_p50_ms', quantile(lags, 0.5), 'ms', lags.length)
    add('scoring_lag_p95_ms', quantile(lags, 0.95), 'ms', lags.length)

    const times = await releases(trial, keyd, pool, quick ? 100 : 1_000)
    add('release_p50_ms', quantile(times, 0.5), 'ms', times.length)
    add('release_p99_ms', quantile(times, 0.99), 'ms', times.length)

    // Last, because what is paused then has to catch up.
    const alone = bodiesOf('intake', count)
    pause('SIGSTOP')
    const alonePer = count / (await together(count, (n) => toIntake(alone[n]!)))
    pause('SIGCONT')
    add('intake_reports_per_s', alonePer, 'reports/s', count)
    return results
  } finally {
    await Promise.all([intake.destroy(), keyd.destroy(), front.destroy(), pool.end()])
    await trial.stop()
  }
}
