import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pgQuery, type Query } from '#lib/query'
import { applyAdopted, applyClaim, applyDecided, applyPerson } from '#services/review/projection'
import { createTestDatabase, type TestDatabase } from '../support/database'

type Act = 'taken' | 'renewed' | 'returned' | 'expired' | 'decided'

describe("the console's picture of the key service", () => {
  let db: TestDatabase
  let owner: Pool
  const pools: Pool[] = []
  const queries: Record<string, Query> = {}
  beforeAll(async () => {
    db = await createTestDatabase()
    owner = new Pool({ connectionString: db.owner })
    for (const role of ['console', 'worker'] as const) {
      const pool = new Pool({ connectionString: db[role] })
      pools.push(pool)
      queries[role] = pgQuery(pool)
    }
    await owner.query(`INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour')`)
  })
  afterAll(async () => {
    for (const pool of [...pools, owner]) await pool.end()
    await db.drop()
  })

  async function caseAt(stage: string): Promise<string> {
    const id = randomUUID()
    await owner.query(
      `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage)
       VALUES ($1::uuid, 'harbour', 'EU', $1::text, 'direct', 'u_2', $2)`,
      [id, stage],
    )
    return id
  }
  const stateOf = async (id: string) =>
    (await owner.query('SELECT stage, claim_no, claimed_by FROM review_case WHERE id = $1', [id])).rows[0]
  const kinds = async (id: string) =>
    (await owner.query('SELECT kind FROM case_event WHERE case_id = $1 ORDER BY id', [id])).rows.map(
      (r) => r.kind,
    )
  const claim = (query: Query, ref: string, no: number, act: Act, personId: string, minutes = 60) =>
    applyClaim(query, {
      ref,
      data: { claim: no, act, personId, leaseUntil: Date.now() + minutes * 60_000 },
    })

  it.each(['console', 'worker'])('applies a claim once, whoever is first (as %s)', async (role) => {
    const query = queries[role]!
    const [id, mara] = [await caseAt('routed'), randomUUID()]
    const results = await Promise.all(Object.values(queries).map((any) => claim(any, id, 1, 'taken', mara)))
    expect(results.filter(({ applied }) => applied)).toHaveLength(1)
    expect(await stateOf(id)).toEqual({ stage: 'claimed', claim_no: 1, claimed_by: mara })
    expect(await kinds(id)).toEqual(['case.claimed'])
    expect(await claim(query, id, 1, 'renewed', mara, 90)).toEqual({ applied: true })
    expect(await claim(query, id, 1, 'renewed', mara, 80)).toEqual({ applied: false })
    expect(await claim(query, id, 1, 'returned', mara)).toEqual({ applied: true })
    expect(await claim(query, id, 1, 'returned', mara)).toEqual({ applied: false })
    expect(await stateOf(id)).toEqual({ stage: 'routed', claim_no: 1, claimed_by: null })
    expect(await kinds(id)).toEqual(['case.claimed', 'case.returned'])
  })

  it('is not moved back by an event that arrives late', async () => {
    const query = queries.worker!
    const [id, mara, jonas] = [await caseAt('routed'), randomUUID(), randomUUID()]
    await claim(query, id, 2, 'taken', jonas)
    for (const act of ['taken', 'expired', 'returned'] as const)
      expect(await claim(query, id, 1, act, mara)).toEqual({ applied: false })
    expect(await stateOf(id)).toMatchObject({ claim_no: 2, claimed_by: jonas })
  })

  it('settles a decision of the console by its index, and may do so twice', async () => {
    const query = queries.worker!
    const [id, decisionId, mara] = [await caseAt('claimed'), randomUUID(), randomUUID()]
    await owner.query(
      `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope)
       VALUES ($1, $2, $3, 'none', 'no_action', '00', '\\x00')`,
      [decisionId, id, mara],
    )
    const event = { ref: id, data: { decisionId, index: 42 } }
    expect(await applyDecided(query, event)).toEqual({ applied: true, recorded: true })
    expect(await applyDecided(query, event)).toEqual({ applied: false, recorded: true })
    expect(await stateOf(id)).toMatchObject({ stage: 'decided', claimed_by: null })
    const { rows } = await owner.query('SELECT ledger_index FROM decision WHERE id = $1', [decisionId])
    expect(rows).toEqual([{ ledger_index: 42 }])
    expect(await claim(query, id, 9, 'taken', mara)).toEqual({ applied: false })
  })

  it('says so when the ledger has a decision that the console has not', async () => {
    const id = await caseAt('claimed')
    const event = { ref: id, data: { decisionId: randomUUID(), index: 43 } }
    expect(await applyDecided(queries.worker!, event)).toEqual({ applied: true, recorded: false })
    expect(await kinds(id)).toEqual(['decision.unrecorded'])
  })

  it('changes a person and adopts reports only once', async () => {
    const id = randomUUID()
    await owner.query(
      `INSERT INTO person (id, email, name, password_hash, roles, regions)
       VALUES ($1::uuid, $1::text || '@example.org', 'X', 'x', '{moderator}', '{EU}')`,
      [id],
    )
    const event = {
      ref: id,
      data: { roles: ['moderator' as const], regions: ['UK' as const], active: false, frozen: true },
    }
    for (const role of ['console', 'worker'])
      expect(await applyPerson(queries[role]!, event)).toEqual({ applied: role === 'console' })
    const { rows } = await owner.query('SELECT active, frozen FROM person WHERE id = $1', [id])
    expect(rows).toEqual([{ active: false, frozen: true }])

    const [caseId, reportId] = [await caseAt('sealed'), randomUUID()]
    await owner.query(
      `INSERT INTO report (id, platform_id, external_id, case_id, region, source, reason, reported_at, reporter_id,
         reporter_age_band, subject_id, subject_age_band, dek, message_count)
       VALUES ($1::uuid, 'harbour', $1::text, $2, 'EU', 'user', 'spam', now(), 'u_1', 'adult', 'u_2', 'adult', '00', 1)`,
      [reportId, caseId],
    )
    expect(await applyAdopted(queries.worker!, [reportId, randomUUID()])).toEqual([{ id: reportId, caseId }])
    expect(await applyAdopted(queries.worker!, [reportId])).toEqual([])
  })
})
