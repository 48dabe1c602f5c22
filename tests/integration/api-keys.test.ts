import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashApiKey } from '#lib/api-key'
import { openSecret } from '#lib/sealed-secret'
import { callRoute, pointConsoleAt } from '#tests/support/console-route'
import { type Stack, startStack } from '#tests/support/stack'
import { newFrankingKey, readFrankingKey, sealFrankingKey } from '../../components/settings/seal-franking-key'

const signedIn = vi.hoisted(() => ({ personId: undefined as string | undefined }))
vi.mock('next-auth', () => ({
  getServerSession: async () => signedIn.personId && { personId: signedIn.personId, signedInAt: Date.now() },
}))

let stack: Stack
let db: Client
let keys: typeof import('../../app/api/api-keys/route')
let key: typeof import('../../app/api/api-keys/[id]/route')
let frankingKeys: typeof import('../../app/api/franking-keys/route')
let frankingKey: typeof import('../../app/api/franking-keys/[id]/route')
let endpoints: typeof import('../../app/api/endpoints/route')
let endpoint: typeof import('../../app/api/endpoints/[id]/route')
let delivery: typeof import('../../app/api/endpoints/deliveries/[id]/route')

beforeAll(async () => {
  stack = await startStack({ only: ['intake'] })
  pointConsoleAt(stack)
  keys = await import('../../app/api/api-keys/route')
  key = await import('../../app/api/api-keys/[id]/route')
  frankingKeys = await import('../../app/api/franking-keys/route')
  frankingKey = await import('../../app/api/franking-keys/[id]/route')
  endpoints = await import('../../app/api/endpoints/route')
  endpoint = await import('../../app/api/endpoints/[id]/route')
  delivery = await import('../../app/api/endpoints/deliveries/[id]/route')
  db = new Client({ connectionString: stack.db.owner })
  await db.connect()
})
afterAll(async () => {
  await db?.end()
  await stack?.stop()
})
beforeEach(() => {
  signedIn.personId = stack.person('admin').id
})

type Listed = {
  platforms: { id: string; keys: { id: string; revokedAt: string | null }[]; endpoints: { id: string }[] }[]
}
const create = (name = 'report service', scopes = ['reports:write', 'reports:read']) =>
  callRoute<{ id: string; key: string }>(keys.POST, { body: { platformId: stack.platformId, name, scopes } })
const revoke = (id: string) => callRoute(key.DELETE, { method: 'DELETE', params: { id } })
async function factsAbout(ref: string): Promise<string[]> {
  const { rows } = await db.query(
    "SELECT payload->>'fact' AS fact FROM outbox WHERE payload->>'ref' = $1 ORDER BY id",
    [ref],
  )
  return rows.map((row) => row.fact)
}
const authorised = (apiKey: string) =>
  stack.postReport({}, { authorization: `Bearer ${apiKey}` }).then((answer) => answer.status !== 401)

describe('API keys', () => {
  test('a new key works at intake, is shown once, and the others stay alive', async () => {
    const made = await create()
    expect(made.status).toBe(200)
    expect(await authorised(made.body.key)).toBe(true)
    expect(await authorised(stack.apiKey)).toBe(true)
    const { rows } = await db.query('SELECT hash, created_by FROM api_key WHERE id = $1', [made.body.id])
    expect(rows[0]).toEqual({ hash: hashApiKey(made.body.key), created_by: stack.person('admin').id })
    const listed = JSON.stringify((await callRoute(keys.GET)).body)
    expect(listed).toContain(made.body.id)
    expect(listed).not.toContain(made.body.key.slice(-43))
    expect(listed).not.toContain('hash')
    expect(await factsAbout(made.body.id)).toEqual(['apikey.created'])
  })

  test('a revoked key is refused, and revoking it again says that somebody did', async () => {
    const { body } = await create('to be revoked')
    expect((await revoke(body.id)).status).toBe(200)
    expect(await authorised(body.key)).toBe(false)
    expect(await revoke(body.id)).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } })
    expect(await factsAbout(body.id)).toEqual(['apikey.created', 'apikey.revoked'])
  })

  test('of two who revoke at once one does, and one fact is told', async () => {
    const { body } = await create('raced')
    const answers = await Promise.all([revoke(body.id), revoke(body.id)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect(await factsAbout(body.id)).toEqual(['apikey.created', 'apikey.revoked'])
  })

  test.each(['moderator', 'safety_lead'] as const)('a %s may not see, create or revoke', async (role) => {
    const { body } = await create('guarded')
    signedIn.personId = stack.person(role).id
    expect((await callRoute(keys.GET)).status).toBe(403)
    expect((await create()).status).toBe(403)
    expect((await revoke(body.id)).status).toBe(403)
    expect(await authorised(body.key)).toBe(true)
  })

  test('unknown platforms, scopes and empty names are refused and nothing is stored', async () => {
    const count = async () => (await db.query('SELECT count(*)::int AS n FROM api_key')).rows[0].n
    const before = await count()
    expect((await create('')).status).toBe(422)
    expect((await create('x', ['content:read'])).status).toBe(422)
    expect((await create('x', [])).status).toBe(422)
    const body = { platformId: 'nowhere', name: 'x', scopes: ['reports:write'] }
    expect((await callRoute(keys.POST, { body })).status).toBe(404)
    expect(await count()).toBe(before)
  })
})

describe('webhook endpoints', () => {
  const make = (url: string) =>
    callRoute<{ id: string; secret: string }>(endpoints.POST, { body: { platformId: stack.platformId, url } })
  const patch = (id: string, body: object) =>
    callRoute<{ secret?: string }>(endpoint.PATCH, { method: 'PATCH', params: { id }, body })

  test('the signing secret is shown once and kept sealed', async () => {
    const { status, body } = await make('https://safety.example.com/hooks')
    expect(status).toBe(200)
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const sealed = async () =>
      (await db.query('SELECT secret_sealed FROM webhook_endpoint WHERE id = $1', [body.id])).rows[0]
        .secret_sealed as Buffer
    expect(openSecret(stack.secretKey, await sealed())).toBe(body.secret)
    const next = await patch(body.id, { change: 'secret' })
    expect(openSecret(stack.secretKey, await sealed())).toBe(next.body.secret)
    expect(next.body.secret).not.toBe(body.secret)
    expect(JSON.stringify((await callRoute<Listed>(keys.GET)).body)).not.toContain('secret')
    expect(await factsAbout(body.id)).toEqual(['endpoint.created', 'endpoint.secret-rotated'])
  })

  test('is switched off and on, once each', async () => {
    const { body } = await make('https://safety.example.com/other')
    expect((await patch(body.id, { change: 'active', active: false })).status).toBe(200)
    expect((await patch(body.id, { change: 'active', active: false })).status).toBe(409)
    expect((await patch(body.id, { change: 'active', active: true })).status).toBe(200)
  })

  test.each([
    'ftp://example.com/x',
    'https://name:canary@example.com/',
    'canary',
    'https://example.com/#canary',
  ])('refuses %s without repeating it', async (url) => {
    const answer = await make(url)
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body)).not.toContain('canary')
  })

  test('a delivery that gave up is sent again once, and the ledger hears of it', async () => {
    const { body } = await make('https://safety.example.com/third')
    const [caseId, decisionId, deliveryId] = [randomUUID(), randomUUID(), randomUUID()]
    await db.query(
      `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id)
       VALUES ($1, $2, 'EU', 'c1', 'direct', 'u1')`,
      [caseId, stack.platformId],
    )
    await db.query(
      `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope)
       VALUES ($1, $2, $3, 'none', 'no_action', '', '')`,
      [decisionId, caseId, stack.person('moderator').id],
    )
    await db.query(
      `INSERT INTO delivery (id, platform_id, decision_id, endpoint_id, payload, status, attempts, last_error)
       VALUES ($1, $2, $3, $4, '{}', 'dead', 8, 'timeout')`,
      [deliveryId, stack.platformId, decisionId, body.id],
    )
    const look = () =>
      callRoute<{ deliveries: object[] }>(endpoint.GET, { params: { id: body.id } }).then(
        (a) => a.body.deliveries,
      )
    expect(await look()).toMatchObject([{ caseId, status: 'dead', attempts: 8, lastError: 'timeout' }])
    const retry = () => callRoute(delivery.POST, { method: 'POST', params: { id: deliveryId } })
    expect((await retry()).status).toBe(200)
    expect(await look()).toMatchObject([{ status: 'pending', attempts: 0 }])
    expect((await retry()).status).toBe(409)
    expect(await factsAbout(deliveryId)).toEqual(['delivery.retried'])
    signedIn.personId = stack.person('moderator').id
    expect((await retry()).status).toBe(403)
  })
})

describe('franking keys', () => {
  const recipientOf = async () =>
    (await callRoute<{ frankingRecipient: string }>(keys.GET)).body.frankingRecipient
  const add = async (kid: string) => {
    const made = readFrankingKey(newFrankingKey())!
    const sealed = await sealFrankingKey(await recipientOf(), stack.platformId, kid, made)
    return callRoute<{ id: string }>(frankingKeys.POST, {
      body: { platformId: stack.platformId, kid, sealed },
    })
  }
  const retire = (id: string) => callRoute(frankingKey.DELETE, { method: 'DELETE', params: { id } })

  test('are added and retired once each, listed without what was sealed, and the ledger hears of it', async () => {
    expect(await recipientOf()).toBe(stack.trust.frankingRecipient)
    const { status, body } = await add('2026-11')
    expect(status).toBe(200)
    expect((await add('2026-11')).status).toBe(409)
    const listed = JSON.stringify((await callRoute(keys.GET)).body)
    expect(listed).toContain('2026-11')
    expect(listed).not.toContain('sealed')
    expect((await retire(body.id)).status).toBe(200)
    expect((await retire(body.id)).status).toBe(409)
    expect((await retire(randomUUID())).status).toBe(404)
    // A retired kid keeps its meaning.
    expect((await add('2026-11')).status).toBe(409)
    expect(await factsAbout(body.id)).toEqual(['franking-key.added', 'franking-key.retired'])
  })

  test('refuse what cannot be one, and anyone but an admin', async () => {
    const body = { platformId: stack.platformId, kid: 'short', sealed: 'AAAA' }
    expect((await callRoute(frankingKeys.POST, { body })).status).toBe(422)
    const { body: made } = await add('of-admin')
    signedIn.personId = stack.person('moderator').id
    expect((await callRoute(frankingKeys.POST, { body })).status).toBe(403)
    expect((await retire(made.id)).status).toBe(403)
  })
})
