import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factTable } from '#domain/facts'
import { type Actor, authorise } from '#domain/permission'
import type { RuleSet } from '#domain/rule'
import { pgQuery, type Query } from '#lib/query'
import { CLASSIFIERS } from '#services/classify/registry'
import { recordLateReports, recordRoutings } from '#services/review/routing'
import { caseRecords, listRuleVersions, publishedRules } from '#services/rules/data'
import { DEFAULT_RULES } from '#services/rules/default-rules'
import { compile } from '#services/rules/engine'
import { caseFacts } from '#services/rules/facts'
import { markPublished, savePendingRules } from '#services/rules/mutations'
import { PublishedRules } from '#services/rules/published-rules'
import { routeCase } from '#services/rules/route'
import { createTestDatabase, type TestDatabase } from '../support/database'

const admin = (id: string): Actor => ({ personId: id, name: 'Admin', roles: ['admin'], regions: ['EU'] })
const table = factTable(CLASSIFIERS)
const proofOf = (id: string) => authorise(admin(id), 'rules:write')!
const changed: RuleSet = { ...DEFAULT_RULES, otherwise: { priority: 5, queue: 'general', dueMinutes: 60 } }

describe('versions of rules', () => {
  let db: TestDatabase
  let console_: Pool
  let worker: Pool
  let query: Query
  let asWorker: Query
  const [alva, bo] = [randomUUID(), randomUUID()]

  beforeAll(async () => {
    db = await createTestDatabase()
    console_ = new Pool({ connectionString: db.console })
    worker = new Pool({ connectionString: db.worker })
    query = pgQuery(console_)
    asWorker = pgQuery(worker)
  })
  afterAll(async () => {
    await worker.end()
    await console_.end()
    await db.drop()
  })

  it('routes every case to a person soon while nothing was ever published', async () => {
    const inForce = await new PublishedRules(asWorker, table).get()
    expect(inForce.version).toBe(0)
    expect(inForce.rules.set.otherwise).toMatchObject({ priority: 80, dueMinutes: 60 })
  })

  it('gives no proof to who may not write rules', () => {
    expect(authorise({ ...admin(alva), roles: ['moderator'] }, 'rules:write')).toBeUndefined()
  })

  it('keeps a version pending until the key service has committed it', async () => {
    const saved = await savePendingRules(query, proofOf(alva), { set: DEFAULT_RULES, base: 0 }, table)
    expect(saved).toMatchObject({ ok: true, version: 1 })
    expect(await publishedRules(query)).toBeUndefined()
    expect(await markPublished(asWorker, { ref: '1', data: { index: 12 } })).toEqual({ applied: true })
    expect(await markPublished(asWorker, { ref: '1', data: { index: 12 } })).toEqual({ applied: false })
    expect(await publishedRules(query)).toMatchObject({ version: 1, ledgerIndex: 12, set: DEFAULT_RULES })
  })

  it('refuses a set with a mistake and says where it is', async () => {
    const broken: RuleSet = {
      ...DEFAULT_RULES,
      rules: [{ ...DEFAULT_RULES.rules[0]!, when: 'groming > 1' }],
    }
    expect(await savePendingRules(query, proofOf(alva), { set: broken, base: 1 }, table)).toMatchObject({
      ok: false,
      reason: 'invalid_rules',
      problems: [{ rule: DEFAULT_RULES.rules[0]!.id, from: 0, to: 7 }],
    })
  })

  it('lets one of two admins who publish at once win', async () => {
    const results = await Promise.all([
      savePendingRules(query, proofOf(alva), { set: changed, base: 1 }, table),
      savePendingRules(query, proofOf(bo), { set: DEFAULT_RULES, base: 1 }, table),
    ])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(results).toContainEqual({ ok: false, reason: 'version_taken' })
    await markPublished(asWorker, { ref: '2', data: { index: 20 } })
    const versions = await listRuleVersions(query)
    expect(versions.map(({ version, status }) => [version, status])).toEqual([
      [2, 'published'],
      [1, 'superseded'],
    ])
  })

  it('is in force at the next case, and old versions can be brought back', async () => {
    const rules = new PublishedRules(asWorker, table, 60_000)
    expect((await rules.get()).version).toBe(2)
    const saved = await savePendingRules(
      query,
      proofOf(bo),
      { set: DEFAULT_RULES, base: 2, restores: 1 },
      table,
    )
    expect(saved).toMatchObject({ ok: true, version: 3 })
    await markPublished(asWorker, { ref: '3', data: { index: 30 } })
    expect((await rules.get()).version).toBe(2)
    rules.invalidate()
    expect((await rules.get()).version).toBe(3)
    expect((await listRuleVersions(query))[0]).toMatchObject({ restores: 1, status: 'published' })
  })
})

describe('writing a routing', () => {
  let db: TestDatabase
  let owner: Pool
  let worker: Pool
  let query: Query
  beforeAll(async () => {
    db = await createTestDatabase()
    owner = new Pool({ connectionString: db.owner })
    worker = new Pool({ connectionString: db.worker })
    query = pgQuery(worker)
    await owner.query(`INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour')`)
  })
  afterAll(async () => {
    await worker.end()
    await owner.end()
    await db.drop()
  })

  async function scoredCase(stage: string): Promise<{ caseId: string; reportId: string }> {
    const [caseId, reportId] = [randomUUID(), randomUUID()]
    await owner.query(
      `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage, claimed_by,
         lease_until, decided_at)
       VALUES ($1::uuid, 'harbour', 'EU', $1::text, 'direct', 'u_2', $2,
         CASE WHEN $2 = 'claimed' THEN gen_random_uuid() END, CASE WHEN $2 = 'claimed' THEN now() + interval '1 h' END,
         CASE WHEN $2 = 'decided' THEN now() END)`,
      [caseId, stage],
    )
    await owner.query(
      `INSERT INTO report (id, platform_id, external_id, case_id, region, source, reason, reported_at, reporter_id,
         reporter_age_band, subject_id, subject_age_band, dek, message_count, stage)
       VALUES ($1::uuid, 'harbour', $1::text, $2, 'EU', 'user', 'spam', now(), 'u_1', '13_15', 'u_2', 'adult', '00', 3,
         'classified')`,
      [reportId, caseId],
    )
    return { caseId, reportId }
  }
  async function routingOf(caseId: string, reportId: string) {
    const [record] = await caseRecords(query, [caseId])
    const routing = routeCase(compile(DEFAULT_RULES, table), caseFacts(record!, CLASSIFIERS))
    return { caseId, version: record!.version, reportIds: [reportId], routing, ruleVersion: 1 }
  }
  const kinds = async (caseId: string) =>
    (await owner.query('SELECT kind FROM case_event WHERE case_id = $1 ORDER BY id', [caseId])).rows.map(
      (row) => row.kind,
    )

  it('lets one of two racers win', async () => {
    const { caseId, reportId } = await scoredCase('classified')
    const routing = await routingOf(caseId, reportId)
    const wins = await Promise.all(Array.from({ length: 8 }, () => recordRoutings(query, [routing])))
    expect(wins.flat()).toEqual([caseId])
    expect(await kinds(caseId)).toEqual(['case.routed'])
  })

  it('leaves a claimed case with its holder and announces the further report', async () => {
    const { caseId, reportId } = await scoredCase('claimed')
    expect(await recordRoutings(query, [await routingOf(caseId, reportId)])).toEqual([caseId])
    const { rows } = await owner.query('SELECT stage, claimed_by, priority FROM review_case WHERE id = $1', [
      caseId,
    ])
    expect(rows[0]).toMatchObject({ stage: 'claimed', claimed_by: expect.any(String), priority: 90 })
    expect((await kinds(caseId)).sort()).toEqual(['case.routed', 'report.ready'])
  })

  it('does not touch a decided case, and says that a report came late', async () => {
    const { caseId, reportId } = await scoredCase('decided')
    expect(await recordRoutings(query, [await routingOf(caseId, reportId)])).toEqual([])
    expect(await recordLateReports(query, [reportId])).toBe(1)
    expect(await kinds(caseId)).toEqual(['report.late'])
  })

  it('never puts off what was due', async () => {
    const { caseId, reportId } = await scoredCase('routed')
    await owner.query(`UPDATE review_case SET due_at = opened_at + interval '5 minutes' WHERE id = $1`, [
      caseId,
    ])
    await recordRoutings(query, [await routingOf(caseId, reportId)])
    const { rows } = await owner.query(
      `SELECT due_at = opened_at + interval '5 minutes' AS kept FROM review_case WHERE id = $1`,
      [caseId],
    )
    expect(rows[0]).toEqual({ kept: true })
  })
})
