import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { bandFact } from '#domain/classifier'
import { ACTIONS, POLICIES } from '#domain/decision'
import { type CaseFacts, factTable } from '#domain/facts'
import { type Routing, type RuleEffect, RuleEffect as RuleEffectSchema } from '#domain/rule'
import { CLASSIFIERS } from '#services/classify/registry'
import { OPERATIONS } from '#services/keys/server/operations'
import { compile } from '#services/rules/engine'
import { routeCase } from '#services/rules/route'
import { createTestDatabase, type TestDatabase } from '#tests/support/database'
import type { WorkerContext } from '#workers/context'

let db: TestDatabase
let worker: Client
beforeAll(async () => {
  db = await createTestDatabase()
  worker = new Client({ connectionString: db.worker })
  await worker.connect()
})
afterAll(async () => {
  await worker?.end()
  await db?.drop()
})

const table = factTable(CLASSIFIERS)
const effect: RuleEffect = { priority: 100, queue: 'child-safety', dueMinutes: 5 }
const facts: CaseFacts = {
  reason: 'grooming',
  source: 'user',
  region: 'EU',
  platform: 'harbour',
  kind: 'direct',
  reports: 1,
  messages: 20,
  reporterAge: '13_15',
  subjectAge: 'adult',
  minorInvolved: true,
  subjectCases: 3,
  plugin: 1,
  pluginBand: 'urgent',
  scored: true,
  ...Object.fromEntries(
    CLASSIFIERS.flatMap(({ name }) => [
      [name, 1],
      [bandFact(name), 'urgent'],
    ]),
  ),
}

describe('a score raises priority and brings people, and does nothing else', () => {
  it('a rule can say how soon and who, by its type', () => {
    expectTypeOf<keyof RuleEffect>().toEqualTypeOf<'priority' | 'queue' | 'dueMinutes'>()
    expectTypeOf<keyof Routing>().toEqualTypeOf<'priority' | 'queue' | 'dueMinutes' | 'reasons'>()
  })

  it.each([
    'action',
    'policy',
    'decision',
    'decide',
    'webhook',
    ...Object.keys(ACTIONS),
    ...Object.keys(POLICIES),
  ])('no stored rule can carry %s', (key) => {
    expect(RuleEffectSchema.safeParse(effect).success).toBe(true)
    expect(RuleEffectSchema.safeParse({ ...effect, [key]: 'ban' }).success).toBe(false)
  })

  it('whatever the rules and the scores, routing holds nothing but priority, queue, due time and reasons', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('true', 'grooming >= 0.5', 'pluginBand == "urgent"', 'harassment / 0 > 1'), {
          maxLength: 6,
        }),
        fc.record({
          grooming: fc.double({ min: 0, max: 1, noNaN: true }),
          harassment: fc.double({ min: 0, max: 1, noNaN: true }),
          scored: fc.boolean(),
        }),
        (conditions, scores) => {
          const rules = conditions.map((when, i) => ({
            id: `r${i}`,
            name: 'A rule',
            when,
            effect,
            enabled: true,
          }))
          const routing = routeCase(compile({ rules, otherwise: effect }, table), { ...facts, ...scores })
          expect(Object.keys(routing).sort()).toEqual(['dueMinutes', 'priority', 'queue', 'reasons'])
        },
      ),
    )
    expect(Object.keys(facts).sort()).toEqual(Object.keys(table).sort())
  })

  it('a worker holds no operation of the key service that decides, claims or publishes', () => {
    const open = Object.values(OPERATIONS)
      .filter(({ by }) => by === 'worker')
      .map(({ op }) => op)
    for (const op of ['decide', 'claim', 'release', 'publish-rules', 'change-person'] as const) {
      expect(OPERATIONS[op].by).toBe('person')
      expect(open).not.toContain(op)
    }
    // `signed` carries what a person signed in the reader, byte for byte.
    expectTypeOf<keyof WorkerContext['keys']>().toEqualTypeOf<'scoreOne' | 'facts' | 'signed' | 'health'>()
  })

  it.each([
    `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope)
     VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'grooming', 'ban', '', '')`,
    `UPDATE decision SET action = 'ban'`,
    `UPDATE decision SET policy = 'grooming'`,
    `UPDATE decision SET person_id = gen_random_uuid()`,
    `INSERT INTO delivery (id, platform_id, decision_id, endpoint_id, payload)
     VALUES (gen_random_uuid(), 'x', gen_random_uuid(), gen_random_uuid(), '{}')`,
    `UPDATE delivery SET payload = '{}'`,
    `UPDATE delivery SET endpoint_id = gen_random_uuid()`,
    `UPDATE calibration SET state = 'active'`,
    `INSERT INTO plugin (code, name, url, purpose, secret_sealed, timeout_ms, per_minute, review, urgent, proposed_by)
     VALUES ('x', 'x', 'x', 'x', '', 1, 1, 0, 1, gen_random_uuid())`,
  ])('PostgreSQL refuses a worker: %s', async (statement) => {
    await expect(worker.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  it('and lets it write down where a decision stands', async () => {
    await expect(worker.query('UPDATE decision SET ledger_index = 1')).resolves.toBeDefined()
    await expect(worker.query(`UPDATE delivery SET status = 'dead'`)).resolves.toBeDefined()
  })
})
