import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RuleSet } from '#domain/rule'
import { DEFAULT_RULES } from '#services/rules/default-rules'
import { ruleSetHash } from '#services/rules/mutations'
import { callRoute, keyOf, pointConsoleAt } from '#tests/support/console-route'
import type { PersonSession } from '#tests/support/person-session'
import { type Stack, startStack } from '#tests/support/stack'

const signedIn = vi.hoisted(() => ({ personId: undefined as string | undefined }))
vi.mock('next-auth', () => ({
  getServerSession: async () => signedIn.personId && { personId: signedIn.personId, signedInAt: Date.now() },
}))

let stack: Stack
let db: Client
let admin: PersonSession
let rules: typeof import('../../app/api/rules/route')
let publishing: typeof import('../../app/api/rules/publish/route')
let checking: typeof import('../../app/api/rules/check/route')
let simulating: typeof import('../../app/api/rules/simulate/route')
let versions: typeof import('../../app/api/rules/versions/[version]/route')

beforeAll(async () => {
  stack = await startStack({ only: ['keyd'] })
  pointConsoleAt(stack)
  rules = await import('../../app/api/rules/route')
  publishing = await import('../../app/api/rules/publish/route')
  checking = await import('../../app/api/rules/check/route')
  simulating = await import('../../app/api/rules/simulate/route')
  versions = await import('../../app/api/rules/versions/[version]/route')
  db = new Client({ connectionString: stack.db.owner })
  await db.connect()
  admin = await keyOf(stack, stack.person('admin'))
})
afterAll(async () => {
  await db?.end()
  await stack?.stop()
})
beforeEach(() => {
  signedIn.personId = stack.person('admin').id
})

type Answer = {
  base: number
  next: number
  published: { version: number; set: RuleSet; words: Record<string, string> } | null
  versions: { version: number; status: string; restores: number | null; ledgerIndex: number | null }[]
}
const read = async () => (await callRoute<Answer>(rules.GET)).body
const variant = (priority: number): RuleSet => ({
  ...DEFAULT_RULES,
  otherwise: { ...DEFAULT_RULES.otherwise, priority },
})
function publish(
  set: RuleSet,
  at: { base: number; next: number },
  more: object = {},
  hash = ruleSetHash(set),
) {
  const signed = admin.sign<'publish-rules'>({ op: 'publish-rules', version: at.next, hash })
  return callRoute<{ version: number; status: string }>(publishing.POST, {
    body: { signed, set, base: at.base, ...more },
  })
}

describe('publishing rules', () => {
  test('puts a signed version in force, with its entry, and supersedes the one before', async () => {
    const before = await read()
    const answer = await publish(variant(11), before)
    expect(answer).toMatchObject({ status: 200, body: { version: before.next, status: 'published' } })
    const after = await read()
    expect(after.published).toMatchObject({ version: before.next, set: variant(11) })
    expect(after.versions[0]).toMatchObject({ status: 'published', ledgerIndex: expect.any(Number) })
    expect(after.versions.filter((one) => one.status === 'published')).toHaveLength(1)
    const { rows } = await db.query('SELECT version, hash FROM keys.rule_version WHERE version = $1', [
      before.next,
    ])
    expect(rows).toEqual([{ version: before.next, hash: ruleSetHash(variant(11)) }])
  })

  test('refuses whoever began on an older version, and leaves nothing of theirs', async () => {
    const stale = await read()
    await publish(variant(12), stale)
    expect(await publish(variant(13), stale)).toMatchObject({ status: 409, body: { code: 'version_taken' } })
    expect((await read()).published?.set).toEqual(variant(12))
    expect((await read()).versions.filter((one) => one.status === 'pending')).toEqual([])
  })

  test('of two admins who publish at once one wins', async () => {
    const at = await read()
    const answers = await Promise.all([publish(variant(14), at), publish(variant(15), at)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    const after = await read()
    expect(after.versions.filter((one) => one.status !== 'superseded')).toHaveLength(1)
    const { rows } = await db.query('SELECT hash FROM keys.rule_version WHERE version = $1', [after.base])
    expect(rows).toEqual([{ hash: ruleSetHash(after.published!.set) }])
  })

  test('refuses a signature over other rules', async () => {
    const at = await read()
    const answer = await publish(variant(16), at, {}, ruleSetHash(variant(17)))
    expect(answer).toMatchObject({ status: 422, body: { code: 'hash_differs' } })
  })

  test('refuses a condition with a mistake', async () => {
    const [first, ...rest] = DEFAULT_RULES.rules
    const set = { ...DEFAULT_RULES, rules: [{ ...first!, when: 'groomingBand = "urgent"' }, ...rest] }
    expect(await publish(set, await read())).toMatchObject({ status: 422, body: { code: 'invalid_rules' } })
  })

  test('takes back what the key service refuses', async () => {
    const at = await read()
    const stranger = await keyOf(stack, stack.person('safety_lead'))
    const set = variant(18)
    const signed = stranger.sign<'publish-rules'>({
      op: 'publish-rules',
      version: at.next,
      hash: ruleSetHash(set),
    })
    const answer = await callRoute(publishing.POST, { body: { signed, set, base: at.base } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'role_missing' } })
    expect((await read()).next).toBe(at.next)
  })

  test('brings an old version back as a new one', async () => {
    const at = await read()
    const old = (await callRoute<{ set: RuleSet }>(versions.GET, { params: { version: '1' } })).body.set
    expect((await publish(old, at, { restores: 1 })).status).toBe(200)
    expect((await read()).versions[0]).toMatchObject({ version: at.next, restores: 1, status: 'published' })
  })

  test('stays pending, and out of force, while the key service is down', async () => {
    const at = await read()
    await stack.stopPart('keyd')
    try {
      const answer = await publish(variant(19), at)
      expect(answer).toMatchObject({ status: 200, body: { status: 'pending' } })
      const after = await read()
      expect(after.base).toBe(at.base)
      expect(after.versions[0]).toMatchObject({ version: at.next, status: 'pending' })
    } finally {
      await stack.startPart('keyd')
    }
  })
})

describe('who may do what with rules', () => {
  test('a lead reads and may not write', async () => {
    const at = await read()
    signedIn.personId = stack.person('safety_lead').id
    expect((await callRoute(rules.GET)).status).toBe(200)
    expect((await publish(variant(20), at)).status).toBe(403)
    expect((await callRoute(simulating.POST, { body: { set: DEFAULT_RULES } })).status).toBe(403)
    expect((await callRoute(checking.POST, { body: { conditions: [] } })).status).toBe(403)
  })

  test('a moderator does not even read them', async () => {
    signedIn.personId = stack.person('moderator').id
    expect((await callRoute(rules.GET)).status).toBe(403)
    expect((await callRoute(versions.GET, { params: { version: '1' } })).status).toBe(403)
  })
})

describe('writing a draft', () => {
  test('says where a mistake is, and the words of what has none', async () => {
    const conditions = [
      { id: 'good', when: 'reports > 2' },
      { id: 'bad', when: 'reports > "2"' },
    ]
    const { body } = await callRoute<{
      results: Record<string, { errors: { from: number; to: number; message: string }[]; words: string }>
    }>(checking.POST, { body: { conditions } })
    expect(body.results.good).toEqual({ errors: [], words: 'the number of open reports is above 2' })
    expect(body.results.bad?.errors[0]).toMatchObject({ from: 0, to: 13 })
  })

  test('is tried on the routed cases without touching them', async () => {
    await db.query(
      `WITH c AS (
         INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage, routed_at, queue)
         SELECT gen_random_uuid(), $1, 'EU', 'sim-' || n, 'direct', 'u-' || n, 'routed', now(), 'general'
         FROM generate_series(1, 8) n RETURNING id, conversation_id
       )
       INSERT INTO report (id, platform_id, external_id, case_id, region, source, reason, reported_at, reporter_id,
         reporter_age_band, subject_id, subject_age_band, dek, message_count, stage)
       SELECT gen_random_uuid(), $1, conversation_id, id, 'EU', 'ncii', 'spam', now(), 'r', 'adult', 's', 'adult',
         '', 1, 'routed' FROM c`,
      [stack.platformId],
    )
    const rule = {
      id: 'all',
      name: 'All',
      when: 'source == "ncii"',
      effect: { priority: 99, queue: 'urgent', dueMinutes: 30 } as const,
      enabled: true,
    }
    const { status, body } = await callRoute<{
      cases: number
      changed: number
      rules: Record<string, { matched: number }>
    }>(simulating.POST, { body: { set: { ...DEFAULT_RULES, rules: [rule, ...DEFAULT_RULES.rules] } } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ cases: 8, changed: 8, rules: { all: { matched: 8 } } })
    const { rows } = await db.query(
      "SELECT DISTINCT queue FROM review_case WHERE conversation_id LIKE 'sim-%'",
    )
    expect(rows).toEqual([{ queue: 'general' }])
  })
})
