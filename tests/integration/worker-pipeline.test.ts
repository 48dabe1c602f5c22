import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeHttp } from '#lib/probe-http'
import { CLASSIFIERS } from '#services/classify/registry'
import { reportOf } from '../support/reports'
import { type Stack, startStack } from '../support/stack'

describe('the pipeline, from a posted report to its queue', () => {
  let stack: Stack
  let owner: Client
  beforeAll(async () => {
    stack = await startStack({ only: ['keyd', 'intake', 'worker'] })
    owner = new Client({ connectionString: stack.db.owner })
    await owner.connect()
  })
  afterAll(async () => {
    await owner?.end()
    await stack?.stop()
  })

  const rows = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await owner.query(text, values)).rows as Row[]

  async function post(report: object): Promise<{ reportId: string; caseId: string }> {
    const { status, body } = await stack.postReport(report)
    expect(status).toBe(202)
    return body as { reportId: string; caseId: string }
  }

  async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    for (let waited = 0; waited < 20_000; waited += 50) {
      const found = await look()
      if (found) return found
      await sleep(50)
    }
    throw new Error(`${what} did not happen`)
  }
  const routed = (reportId: string) =>
    until('routing', async () => {
      const [row] = await rows<{ stage: string }>('SELECT stage FROM report WHERE id = $1', [reportId])
      return row?.stage === 'routed'
    })

  it('scores and routes a report within five seconds', async () => {
    const started = Date.now()
    const { reportId, caseId } = await post(reportOf(20, { note: 'please look' }))
    await routed(reportId)
    expect(Date.now() - started).toBeLessThan(5_000)

    const signals = await rows<{ classifier: string; status: string; score: number; evidence: unknown }>(
      'SELECT classifier, status, score, evidence FROM signal WHERE report_id = $1 ORDER BY classifier',
      [reportId],
    )
    expect(signals.map(({ classifier, status }) => [classifier, status])).toEqual(
      CLASSIFIERS.map(({ name }) => [name, 'ok']).toSorted(),
    )
    const [found] = await rows<Record<string, unknown>>('SELECT * FROM review_case WHERE id = $1', [caseId])
    expect(found).toMatchObject({ stage: 'routed', routing: { version: 1 } })
    expect(found!.due_at).toBeInstanceOf(Date)
    const events = await rows<{ kind: string }>(
      'SELECT kind FROM case_event WHERE case_id = $1 ORDER BY id',
      [caseId],
    )
    expect(events.map(({ kind }) => kind)).toEqual(['report.received', 'report.classified', 'case.routed'])
  })

  it('joins a further report, scores the merged conversation and raises the priority', async () => {
    const first = reportOf(6)
    const { reportId, caseId } = await post(first)
    await routed(reportId)
    const [before] = await rows<{ priority: number }>('SELECT priority FROM review_case WHERE id = $1', [
      caseId,
    ])
    const second = await post({ ...first, externalId: `${first.externalId}_again` })
    expect(second.caseId).toBe(caseId)
    await routed(second.reportId)
    const [after] = await rows<{ priority: number }>('SELECT priority FROM review_case WHERE id = $1', [
      caseId,
    ])
    expect(after!.priority).toBe(Math.min(100, before!.priority + 5))
    const evidence = await rows<{ ids: string[] }>(
      `SELECT array(SELECT jsonb_array_elements(evidence->'perMessage')->>'id') AS ids
       FROM signal WHERE report_id = $1`,
      [second.reportId],
    )
    for (const { ids } of evidence) expect(new Set(ids).size).toBe(ids.length)
  })

  it('keeps every report when Redis loses everything and when a worker restarts', async () => {
    await stack.stopPart('worker')
    const posted = await Promise.all(Array.from({ length: 30 }, () => post(reportOf(3))))
    const { Redis } = await import('ioredis')
    const redis = stack.redisUrl.startsWith('/')
      ? new Redis({ path: stack.redisUrl })
      : new Redis(stack.redisUrl)
    // The feed is applied, and what was enqueued is lost at once.
    await stack.startPart('worker')
    await until('adoption', async () => {
      const [row] = await rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM report WHERE stage = 'received'`,
      )
      return row?.n === 0
    })
    for (const key of await redis.keys(`${stack.queuePrefix}:*`)) await redis.del(key)
    await redis.quit()
    // As if 40 s had passed for those that were on their way.
    await owner.query(
      `UPDATE report SET stage_at = stage_at - interval '40 seconds' WHERE stage IN ('adopted', 'classified')`,
    )
    for (const { reportId } of posted) await routed(reportId)
    const [twice] = await rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM (SELECT report_id FROM signal GROUP BY report_id, classifier
         HAVING count(*) > 1) t`,
    )
    expect(twice!.n).toBe(0)
  })

  it('waits for the key service to come back and uses up no attempt', async () => {
    const [{ reportId }] = await Promise.all([post(reportOf(4))])
    await routed(reportId)
    await stack.stopPart('worker')
    const late = await post(reportOf(4))
    await until('adoption', async () => {
      const [row] = await rows<{ n: number }>(
        'SELECT count(*)::int AS n FROM feed.key_event WHERE ref = $1',
        [late.reportId],
      )
      return row?.n === 1
    })
    await stack.stopPart('keyd')
    await stack.startPart('worker')
    await sleep(2_500)
    const [waiting] = await rows<{ stage: string; attempt: number }>(
      'SELECT stage, attempt FROM report WHERE id = $1',
      [late.reportId],
    )
    expect(waiting).toEqual({ stage: 'adopted', attempt: 0 })
    const health = await probeHttp({ socketPath: stack.sockets.worker }, '/healthz', 5_000)
    expect([health.status, JSON.parse(health.body)]).toEqual([503, expect.objectContaining({ keys: false })])
    await stack.startPart('keyd')
    await routed(late.reportId)
    const [done] = await rows<{ status: string }>('SELECT status FROM signal WHERE report_id = $1', [
      late.reportId,
    ])
    expect(done).toEqual({ status: 'ok' })
  })

  it('tells its health and its metrics', async () => {
    const health = await probeHttp({ socketPath: stack.sockets.worker }, '/healthz', 5_000)
    expect(health).toEqual({ status: 200, body: '{"ok":true}' })
    const { body } = await probeHttp({ socketPath: stack.sockets.worker }, '/metrics', 5_000)
    expect(body).toMatch(
      /countersign_jobs_total\{job="classify-conversation",outcome="done",process="worker"\} [1-9]/,
    )
    expect(body).toMatch(/countersign_dead_letters\{process="worker"\} 0/)
    expect(body).toContain('countersign_oldest_outbox_seconds')
  })
})
