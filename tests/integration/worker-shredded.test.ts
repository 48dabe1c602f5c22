import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pgQuery, type Query } from '#lib/query'
import { messagesOfDeks, sealedMessages } from '#services/classify/data'
import { applyRationaleShredded, applyShredded } from '#services/review/shredded'
import { createTestDatabase, type TestDatabase } from '../support/database'

let db: TestDatabase
let owner: Pool
let pool: Pool
let worker: Query
beforeAll(async () => {
  db = await createTestDatabase()
  owner = new Pool({ connectionString: db.owner })
  pool = new Pool({ connectionString: db.worker })
  worker = pgQuery(pool)
  await owner.query(`INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour')`)
})
afterAll(async () => {
  await pool.end()
  await owner.end()
  await db.drop()
})

async function reportOf(count: number, caseId: string, dek: string): Promise<string> {
  const id = randomUUID()
  await owner.query(
    `INSERT INTO report (id, platform_id, external_id, case_id, region, source, reason, reported_at, reporter_id,
       reporter_age_band, subject_id, subject_age_band, dek, message_count)
     VALUES ($1::uuid, 'harbour', $1::text, $2, 'EU', 'user', 'grooming', now(), 'u_1', 'adult', 'u_2', 'adult', $3, $4)`,
    [id, caseId, dek, count],
  )
  await owner.query(
    `INSERT INTO message (report_id, seq, message_id, sender, sent_at, kind, reported, franking, envelope)
     SELECT $1, n, 'm_' || n, 'u_2', now(), 'text', false, 'none', '\\x636970686572' FROM generate_series(0, $2::int - 1) n`,
    [id, count],
  )
  return id
}
async function caseOf(stage: string): Promise<string> {
  const id = randomUUID()
  await owner.query(
    `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage)
     VALUES ($1::uuid, 'harbour', 'EU', $1::text, 'direct', 'u_2', $2)`,
    [id, stage],
  )
  return id
}
const envelopes = async (reportId: string) =>
  (
    await owner.query('SELECT length(envelope) AS size FROM message WHERE report_id = $1 ORDER BY seq', [
      reportId,
    ])
  ).rows.map((row) => row.size as number)

it('empties the envelopes whose keys are destroyed, as the worker, as often as it is told', async () => {
  const caseId = await caseOf('claimed')
  const report = await reportOf(4, caseId, 'a'.repeat(32))
  const at = Date.now()
  const event = { ref: report, data: { seqs: '1,3', at, completeBy: at + 1 } }
  await applyShredded(worker, event)
  await applyShredded(worker, event)
  expect(await envelopes(report)).toEqual([6, 0, 6, 0])
  const told = await owner.query(
    "SELECT data FROM case_event WHERE kind = 'report.shredded' AND case_id = $1",
    [caseId],
  )
  expect(told.rows).toMatchObject([{ data: { reportId: report, count: 2 } }])
  // Classifiers see what is left, and only that.
  expect((await sealedMessages(worker, [report])).map((message) => message.seq).sort()).toEqual([0, 2])
  expect(await messagesOfDeks(worker, caseId, ['a'.repeat(32)])).toHaveLength(2)
  const { rows } = await owner.query('SELECT stage FROM review_case WHERE id = $1', [caseId])
  expect(rows[0].stage).toBe('claimed')
})

it('closes an undecided case of which nothing is left, and no other', async () => {
  const caseId = await caseOf('routed')
  const reports = [await reportOf(2, caseId, 'b'.repeat(32)), await reportOf(1, caseId, 'c'.repeat(32))]
  const stage = async () =>
    (await owner.query('SELECT stage FROM review_case WHERE id = $1', [caseId])).rows[0].stage
  await applyShredded(worker, { ref: reports[0]!, data: { seqs: '0-1', at: 1_000, completeBy: 2_000 } })
  expect(await stage()).toBe('routed')
  await applyShredded(worker, { ref: reports[1]!, data: { seqs: '0', at: 1_000, completeBy: 2_000 } })
  expect(await stage()).toBe('closed')
})

it('empties a sealed rationale and keeps the decision', async () => {
  const [caseId, decision] = [await caseOf('decided'), randomUUID()]
  await owner.query(
    `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope)
     VALUES ($1, $2, $3, 'grooming', 'warn', 'd', '\\x6369')`,
    [decision, caseId, randomUUID()],
  )
  await applyRationaleShredded(worker, decision)
  const { rows } = await owner.query(
    'SELECT action, length(rationale_envelope) AS size FROM decision WHERE id = $1',
    [decision],
  )
  expect(rows).toEqual([{ action: 'warn', size: 0 }])
})
