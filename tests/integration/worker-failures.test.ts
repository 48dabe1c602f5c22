import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Classifier } from '#domain/classifier'
import { pgQuery } from '#lib/query'
import { listDeadLetters } from '#services/pipeline/dead-letters'
import { classifyConversation } from '#workers/classify-conversation'
import { Enqueuer } from '#workers/enqueue'
import { retryDeadLetter } from '#workers/retry-dead-letter'
import { classifierSaying } from '../support/classifiers'
import { reportOf } from '../support/reports'
import { type Stack, startStack } from '../support/stack'
import { startTestWorker } from '../support/worker'

const CANARY = `canary-${randomUUID()}`

/** Answers low to everything, and throws with the text in its message when it sees the canary. */
const fragile = (name: string) =>
  classifierSaying(name, 'test-1', ({ messages }) => {
    const bad = messages.find(({ text }) => text.includes(CANARY))
    if (bad) throw new Error(`cannot read: ${bad.text}`)
    return {
      classifier: name,
      version: 'test-1',
      status: 'ok',
      score: 0.1,
      band: 'low',
      perMessage: [],
      stages: [],
    }
  })
const calm: Classifier = {
  ...fragile('grooming'),
  classify: (c) => ({ ...fragile('grooming').classify({ ...c, messages: [] }) }),
}

describe('what goes wrong in a worker', () => {
  let stack: Stack
  let owner: Client
  let redis: Redis
  let worker: { close(): Promise<void> }

  beforeAll(async () => {
    stack = await startStack({ only: ['keyd', 'intake'] })
    owner = new Client({ connectionString: stack.db.owner })
    await owner.connect()
    redis = stack.redisUrl.startsWith('/') ? new Redis({ path: stack.redisUrl }) : new Redis(stack.redisUrl)
    worker = await startTestWorker({
      databaseUrl: stack.db.worker,
      redisUrl: stack.redisUrl,
      queuePrefix: stack.queuePrefix,
      keydSocket: stack.sockets.keyd,
      keyFile: path.join(stack.stateDir, 'worker', 'worker-1.pem'),
      trust: stack.trust,
      secretKey: stack.secretKey,
      webhookAllow: [],
      socket: stack.sockets.worker,
      classifiers: [fragile('harassment'), calm],
    })
  })
  afterAll(async () => {
    await worker?.close()
    await redis?.quit()
    await owner?.end()
    await stack?.stop()
  })

  const rows = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await owner.query(text, values)).rows as Row[]

  async function post(report: object) {
    const { status, body } = await stack.postReport(report)
    expect(status).toBe(202)
    return body as { reportId: string; caseId: string }
  }
  async function routed(reportId: string, timeoutMs = 20_000): Promise<void> {
    for (let waited = 0; waited < timeoutMs; waited += 50) {
      const [row] = await rows<{ stage: string }>('SELECT stage FROM report WHERE id = $1', [reportId])
      if (row?.stage === 'routed') return
      await sleep(50)
    }
    throw new Error('was not routed')
  }
  const signalsOf = (reportId: string) =>
    rows<{ classifier: string; status: string; score: number | null; reason: string | null }>(
      `SELECT classifier, status, score, evidence->>'unavailableReason' AS reason FROM signal
       WHERE report_id = $1 ORDER BY classifier`,
      [reportId],
    )
  const caseOf = async (id: string) =>
    (await rows<Record<string, unknown>>('SELECT * FROM review_case WHERE id = $1', [id]))[0]!

  async function everythingStored(): Promise<string> {
    const tables = ['report', 'signal', 'case_event', 'dead_letter', 'review_case', 'outbox', 'delivery']
    const parts: string[] = []
    for (const table of tables) parts.push(JSON.stringify(await rows(`SELECT to_jsonb(t) FROM ${table} t`)))
    for (const key of await redis.keys('*')) {
      const dumped = await redis.dumpBuffer(key)
      parts.push(dumped?.toString('latin1') ?? '')
    }
    return parts.join('\n')
  }

  it('records a classifier that throws as unavailable, routes to a person, and keeps its error to itself', async () => {
    const { reportId, caseId } = await post(reportOf(4, { text: `hello ${CANARY}` }))
    await routed(reportId)
    expect(await signalsOf(reportId)).toEqual([
      { classifier: 'grooming', status: 'ok', score: 0.1, reason: null },
      { classifier: 'harassment', status: 'unavailable', score: null, reason: 'classifier_failed' },
    ])
    const found = await caseOf(caseId)
    expect(found.priority).toBeGreaterThanOrEqual(80)
    expect(JSON.stringify(found.routing)).toContain('unscored')
    expect(await everythingStored()).not.toContain(CANARY)
  })

  it('tries an envelope that does not open five times, each with its own entry, and then asks for a person', async () => {
    await worker.close()
    const { reportId, caseId } = await post(reportOf(3))
    await owner.query(
      `UPDATE message SET envelope = set_byte(envelope, 100, (get_byte(envelope, 100) + 1) % 256)
       WHERE report_id = $1 AND seq = 1`,
      [reportId],
    )
    worker = await restart()
    await routed(reportId, 40_000)
    expect(await signalsOf(reportId)).toEqual([
      { classifier: 'grooming', status: 'unavailable', score: null, reason: 'envelope_refused' },
      { classifier: 'harassment', status: 'unavailable', score: null, reason: 'envelope_refused' },
    ])
    expect((await rows('SELECT 1 FROM keys.scoring WHERE report_id = $1', [reportId])).length).toBe(5)
    expect((await caseOf(caseId)).stage).toBe('routed')
  })

  it('never scores a conversation as harmless because rows of it were taken away', async () => {
    await worker.close()
    const { reportId } = await post(reportOf(3))
    await owner.query('DELETE FROM message WHERE report_id = $1 AND seq = 1', [reportId])
    worker = await restart()
    await routed(reportId, 40_000)
    expect(await signalsOf(reportId)).toEqual([
      { classifier: 'grooming', status: 'unavailable', score: null, reason: 'message_missing' },
      { classifier: 'harassment', status: 'unavailable', score: null, reason: 'message_missing' },
    ])
  })

  async function restart() {
    return startTestWorker({
      databaseUrl: stack.db.worker,
      redisUrl: stack.redisUrl,
      queuePrefix: stack.queuePrefix,
      keydSocket: stack.sockets.keyd,
      keyFile: path.join(stack.stateDir, 'worker', 'worker-1.pem'),
      trust: stack.trust,
      secretKey: stack.secretKey,
      webhookAllow: [],
      socket: stack.sockets.worker,
      classifiers: [fragile('harassment'), calm],
      stuckAfterMs: 2_000,
    })
  }

  it('sends a report that the key service refuses to a person, with an alarm', async () => {
    await worker.close()
    await stack.stopPart('keyd')
    const { reportId, caseId } = await post(reportOf(3))
    await owner.query('UPDATE door.box SET signature = $2 WHERE report_id = $1', [
      reportId,
      Buffer.alloc(64, 1),
    ])
    await stack.startPart('keyd')
    worker = await restart()
    await routed(reportId)
    for (const signal of await signalsOf(reportId))
      expect(signal).toMatchObject({ status: 'unavailable', reason: 'seal_refused' })
    expect((await caseOf(caseId)).stage).toBe('routed')
    const letters = await rows<{ job: string; payload: object }>('SELECT job, payload FROM dead_letter')
    expect(letters).toContainEqual({ job: 'adopt-report', payload: { reportId } })
  })

  it('makes a dead letter of a payload that cannot be read, without keeping it', async () => {
    const queue = new Queue(classifyConversation.name, { connection: redis, prefix: stack.queuePrefix })
    await queue.add(classifyConversation.name, { reportId: CANARY, note: CANARY }, { jobId: 'odd-one' })
    let letter: { payload: object; code: string } | undefined
    for (let waited = 0; !letter && waited < 10_000; waited += 50) {
      await sleep(50)
      ;[letter] = await rows<{ payload: object; code: string }>(
        `SELECT payload, code FROM dead_letter WHERE job = 'classify-conversation'`,
      )
    }
    expect(letter).toEqual({ payload: { jobId: 'odd-one' }, code: 'payload_invalid' })
    await queue.close()
    expect(await everythingStored()).not.toContain(CANARY)
  })

  it('refuses to enqueue a payload that is not ids', async () => {
    const enqueuer = new Enqueuer({ redisUrl: stack.redisUrl, prefix: stack.queuePrefix })
    await expect(enqueuer.add(classifyConversation, [{ reportId: 'text' }])).rejects.toThrow()
    await enqueuer.close()
  })

  it('buries a job that gave up once, and runs it again when asked', async () => {
    const query = pgQuery(owner)
    const unknown = randomUUID()
    const enqueuer = new Enqueuer({ redisUrl: stack.redisUrl, prefix: stack.queuePrefix })
    const find = async () =>
      (await listDeadLetters(query)).find((l) => JSON.stringify(l.payload).includes(unknown))
    for (let round = 0; round < 2; round++) {
      await enqueuer.add(classifyConversation, [{ reportId: unknown }])
      await sleep(1_000)
    }
    const letter = await find()
    expect(letter).toMatchObject({ job: 'classify-conversation', code: 'report_unknown', attempts: 2 })
    expect(await retryDeadLetter(query, enqueuer, letter!.id)).toBe('retried')
    expect(await retryDeadLetter(query, enqueuer, letter!.id)).toBe('not_found')
    await sleep(1_000)
    expect((await find())?.id).not.toBe(letter!.id)
    await enqueuer.close()
  })

  it('buries an event of the feed that makes no sense and goes on with the others', async () => {
    await owner.query(
      `INSERT INTO feed.key_event (kind, ref, data) VALUES ('moon.landed', 'x', '{}'),
         ('person.changed', $1, '{"roles":["admin"],"regions":["EU"],"active":true}')`,
      [stack.staff[0]!.id],
    )
    for (let waited = 0; waited < 10_000; waited += 50) {
      const [left] = await rows<{ n: number }>('SELECT count(*)::int AS n FROM feed.key_event')
      if (left!.n === 0) break
      await sleep(50)
    }
    const [person] = await rows('SELECT roles, regions FROM person WHERE id = $1', [stack.staff[0]!.id])
    expect(person).toEqual({ roles: ['admin'], regions: ['EU'] })
    const letters = await rows<{ payload: object }>(
      `SELECT payload FROM dead_letter WHERE job = 'follow-feed'`,
    )
    expect(letters).toEqual([{ payload: { seq: expect.any(String), kind: 'moon.landed', ref: 'x' } }])
  })

  it('ships facts in order and keeps one that the key service refuses as an alarm', async () => {
    const personId = stack.person('admin').id
    const fact = (name: string) => JSON.stringify({ fact: name, personId, ref: 'ref-1' })
    await owner.query(
      `INSERT INTO outbox (kind, payload) VALUES ('fact', $1), ('fact', $2), ('fact', $3), ('fact', '{"text":"x"}')`,
      [fact('apikey.created'), fact('not a code'), fact('apikey.revoked')],
    )
    let outbox: { shipped: boolean; refused_code: string | null }[] = []
    for (let waited = 0; waited < 10_000; waited += 50) {
      outbox = await rows('SELECT shipped_at IS NOT NULL AS shipped, refused_code FROM outbox ORDER BY id')
      if (outbox.every((row) => row.shipped || row.refused_code)) break
      await sleep(50)
    }
    expect(outbox).toEqual([
      { shipped: true, refused_code: null },
      { shipped: false, refused_code: 'not_a_code' },
      { shipped: true, refused_code: null },
      { shipped: false, refused_code: 'malformed' },
    ])
  })

  it('withdraws a decision that the key service refuses, before anything of it was sent', async () => {
    const { reportId, caseId } = await post(reportOf(3))
    await routed(reportId)
    const decisionId = randomUUID()
    const payload = {
      op: 'decide',
      requestId: randomUUID(),
      at: Date.now(),
      caseId,
      decisionId,
      policy: 'harassment',
      action: 'warn',
      rationale: { dek: '0'.repeat(32), manifest: 'AA', box: 'AA', hash: 'A'.repeat(43) },
    }
    const signed = {
      payload: Buffer.from(JSON.stringify(payload)).toString('base64url'),
      signer: randomUUID(),
      signature: 'A'.repeat(86),
    }
    await owner.query(`UPDATE review_case SET stage = 'decided', decided_at = now() WHERE id = $1`, [caseId])
    await owner.query(
      `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope)
       VALUES ($1, $2, $3, 'harassment', 'warn', '00', '\\x00')`,
      [decisionId, caseId, randomUUID()],
    )
    await owner.query(
      `INSERT INTO delivery (id, platform_id, decision_id, endpoint_id, payload)
       SELECT gen_random_uuid(), platform_id, $1, id, '{}' FROM webhook_endpoint`,
      [decisionId],
    )
    await owner.query(
      `INSERT INTO outbox (kind, payload, created_at) VALUES ('signed', $1, now() - interval '14 seconds')`,
      [signed],
    )
    await sleep(300)
    expect((await caseOf(caseId)).stage).toBe('decided')
    let stage: unknown
    for (let waited = 0; stage !== 'routed' && waited < 10_000; waited += 50) {
      await sleep(50)
      stage = (await caseOf(caseId)).stage
    }
    expect(stage).toBe('routed')
    expect(await rows('SELECT 1 FROM decision WHERE id = $1', [decisionId])).toEqual([])
    expect(await rows('SELECT 1 FROM delivery WHERE decision_id = $1', [decisionId])).toEqual([])
    const [event] = await rows<{ data: object }>(
      `SELECT data FROM case_event WHERE case_id = $1 AND kind = 'decision.refused'`,
      [caseId],
    )
    expect(event).toEqual({ data: { code: expect.any(String) } })
  })
})
