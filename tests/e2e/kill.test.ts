import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportOf } from '#tests/support/reports'
import { startTrial, type Trial, type TrialPart } from '#tests/support/trial'

const REPORTS = 500
const AT_ONCE = 16
let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial?.stop())

/** What a platform's client does: the same report again until it is answered. */
async function sendUntilAnswered(report: ReturnType<typeof reportOf>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const answer = await trial.post(report)
      await answer.body?.cancel()
      if (answer.status === 202) return
      if (answer.status < 500 && answer.status !== 429) throw new Error(`refused with ${answer.status}`)
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('refused')) throw error
    }
    await sleep(100)
  }
  throw new Error('never accepted')
}

async function sendAll(run: string, onHalf: () => void): Promise<void> {
  let next = 0
  let half = false
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < REPORTS) {
        const n = next++
        if (n >= REPORTS / 2 && !half) {
          half = true
          onHalf()
        }
        await sendUntilAnswered(reportOf(6, { externalId: `${run}-${n}` }))
      }
    }),
  )
}

type Count = { reports: number; cases: number; routed: number; queued: number }

async function countOf(run: string): Promise<Count> {
  const [row] = await trial.query<Count>(
    `SELECT count(*)::int AS reports, count(DISTINCT r.case_id)::int AS cases,
       count(*) FILTER (WHERE r.stage = 'routed')::int AS routed,
       count(DISTINCT c.id) FILTER (WHERE c.stage = 'routed')::int AS queued
     FROM report r JOIN review_case c ON c.id = r.case_id WHERE r.external_id LIKE $1`,
    [`${run}-%`],
  )
  return row!
}

/** Empties the append-only files while Redis is down, so that it starts again with nothing. */
function wipeRedis(): void {
  const data = path.join(trial.state, 'redisdata')
  for (const name of readdirSync(data))
    if (name !== 'redis.sock') rmSync(path.join(data, name), { recursive: true })
  expect(existsSync(path.join(data, 'appendonlydir'))).toBe(false)
}

const PARTS: TrialPart[] = ['frontdoor', 'intake', 'console', 'keyd', 'worker', 'redis', 'postgres']

describe('kill -9 of any one process while 500 reports come in', () => {
  it.each(PARTS)('%s: every accepted report reaches the queue, none twice', async (part) => {
    const run = `kill-${part}`
    let killed = 0
    await sendAll(run, () => {
      killed = trial.kill(part)
      if (part === 'redis') wipeRedis()
    })
    expect(killed).toBeGreaterThan(0)
    await expect
      .poll(() => countOf(run).catch(() => undefined), { timeout: 120_000, interval: 500 })
      .toEqual({ reports: REPORTS, cases: REPORTS, routed: REPORTS, queued: REPORTS })
    // It was started again by the supervisor, not merely done without.
    await expect.poll(() => trial.pidOf(part), { timeout: 30_000 }).toBeDefined()
    expect(trial.pidOf(part)).not.toBe(killed)
  })
})
