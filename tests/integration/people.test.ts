import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestOf } from '#domain/key-request'
import { callRoute, keyOf, pointConsoleAt } from '#tests/support/console-route'
import type { PersonSession } from '#tests/support/person-session'
import { type Stack, startStack } from '#tests/support/stack'

// Only who is signed in is said here; permission, services, database and key service are the real ones.
const signedIn = vi.hoisted(() => ({ personId: undefined as string | undefined }))
vi.mock('next-auth', () => ({
  getServerSession: async () => signedIn.personId && { personId: signedIn.personId, signedInAt: Date.now() },
}))

let stack: Stack
let db: Client
let admin: PersonSession
type Routes = {
  list: typeof import('../../app/api/people/route')
  one: typeof import('../../app/api/people/[id]/route')
}
let routes: Routes

beforeAll(async () => {
  stack = await startStack({ only: ['keyd'] })
  pointConsoleAt(stack)
  routes = {
    list: await import('../../app/api/people/route'),
    one: await import('../../app/api/people/[id]/route'),
  }
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

type Authority = { roles: string[]; regions: string[]; active: boolean }
const signChange = (personId: string, next: Authority) =>
  admin.sign<'change-person'>({ op: 'change-person', personId, ...next } as Omit<
    RequestOf<'change-person'>,
    'requestId' | 'at'
  >)
const change = (personId: string, next: Authority, expected: Authority) =>
  callRoute(routes.one.POST, {
    params: { id: personId },
    body: { signed: signChange(personId, next), expected },
  })
async function add(email: string, next: Omit<Authority, 'active'>) {
  const personId = randomUUID()
  const signed = signChange(personId, { ...next, active: true })
  const answer = await callRoute<{ password: string; pending: boolean }>(routes.list.POST, {
    body: { signed, name: 'New Person', email },
  })
  return { personId, ...answer }
}
async function rowOf(personId: string) {
  const { rows } = await db.query(
    'SELECT name, email, roles, regions, active, password_hash FROM person WHERE id = $1',
    [personId],
  )
  return rows[0]
}
async function entriesOf(kind: string): Promise<number> {
  const { rows } = await db.query('SELECT count(*)::int AS n FROM keys.entry_index WHERE kind = $1', [kind])
  return rows[0].n
}
const MODERATOR = { roles: ['moderator'], regions: ['EU'] }

describe('who may see and change people', () => {
  test('admins and leads see everyone, moderators and strangers nobody', async () => {
    const list = () => callRoute<{ people: { email: string }[]; activeLeads: number }>(routes.list.GET)
    expect((await list()).body).toMatchObject({ activeLeads: 2 })
    expect(JSON.stringify((await list()).body)).not.toContain('argon2')
    signedIn.personId = stack.person('safety_lead').id
    expect((await list()).status).toBe(200)
    signedIn.personId = stack.person('moderator').id
    expect((await list()).status).toBe(403)
    signedIn.personId = undefined
    expect((await list()).status).toBe(401)
  })

  test('a lead may not change anybody', async () => {
    const target = stack.person('moderator')
    signedIn.personId = stack.person('safety_lead').id
    const answer = await change(
      target.id,
      { ...MODERATOR, active: false },
      { roles: target.roles, regions: target.regions, active: true },
    )
    expect(answer).toMatchObject({ status: 403, body: { code: 'missing_permission' } })
    expect((await rowOf(target.id)).active).toBe(true)
  })

  test('a request from another site is refused', async () => {
    const answer = await callRoute(routes.list.POST, { body: {}, origin: 'https://elsewhere.example' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_origin' } })
  })
})

describe('adding a person', () => {
  test('gives the signed roles, a password once, an entry in the ledger and a fact in the outbox', async () => {
    const before = await entriesOf('role.changed')
    const added = await add('Lena@Example.org', MODERATOR)
    expect(added).toMatchObject({ status: 200, body: { pending: false } })
    expect(added.body.password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
    const row = await rowOf(added.personId)
    expect(row).toMatchObject({ email: 'lena@example.org', ...MODERATOR, active: true })
    const { passwordMatches } = await import('#services/auth/password')
    expect(await passwordMatches(added.body.password, row.password_hash)).toBe(true)
    expect(await entriesOf('role.changed')).toBe(before + 1)
    const { rows } = await db.query("SELECT payload FROM outbox WHERE payload->>'ref' = $1", [added.personId])
    expect(rows).toEqual([
      { payload: { fact: 'person.added', personId: stack.person('admin').id, ref: added.personId } },
    ])
  })

  test('refuses conflicting roles in words and leaves nobody behind', async () => {
    const added = await add('both@example.org', { roles: ['moderator', 'admin'], regions: ['EU'] })
    expect(added).toMatchObject({ status: 422, body: { code: 'roles_conflict' } })
    expect(added.body.title).toContain('moderator and admin')
    expect(await rowOf(added.personId)).toBeUndefined()
  })

  test('refuses an address that is taken, whatever its case', async () => {
    const added = await add('MARA@example.org', MODERATOR)
    expect(added).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  })

  test('refuses what is no address without repeating it', async () => {
    const added = await add('not-an-address-canary', MODERATOR)
    expect(added.status).toBe(422)
    expect(JSON.stringify(added.body)).not.toContain('canary')
  })
})

describe('changing what a person may do', () => {
  test('holds once the key service has committed it', async () => {
    const { personId } = await add('one@example.org', MODERATOR)
    const was = { ...MODERATOR, active: true }
    const next = { roles: ['moderator'], regions: ['EU', 'UK'], active: false }
    expect((await change(personId, next, was)).status).toBe(200)
    expect(await rowOf(personId)).toMatchObject(next)
    const { rows } = await db.query('SELECT roles, regions, active FROM keys.person WHERE id = $1', [
      personId,
    ])
    expect(rows).toEqual([next])
  })

  test('nobody changes themselves', async () => {
    const me = stack.person('admin')
    const was = { roles: me.roles, regions: me.regions, active: true }
    const answer = await change(me.id, { ...was, regions: [] }, was)
    expect(answer).toMatchObject({ status: 403, body: { code: 'self' } })
  })

  test('of two admins who change the same person one is told, and the ledger has one entry', async () => {
    const { personId } = await add('two@example.org', MODERATOR)
    const was = { ...MODERATOR, active: true }
    const before = await entriesOf('role.changed')
    const answers = await Promise.all([
      change(personId, { ...was, regions: ['UK'] }, was),
      change(personId, { ...was, regions: ['US'] }, was),
    ])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect(await entriesOf('role.changed')).toBe(before + 1)
  })

  test('a signature about somebody else is refused', async () => {
    const target = stack.person('moderator')
    const expected = { roles: target.roles, regions: target.regions, active: true }
    const signed = signChange(randomUUID(), expected)
    const answer = await callRoute(routes.one.POST, { params: { id: target.id }, body: { signed, expected } })
    expect(answer).toMatchObject({ status: 422, body: { code: 'wrong_signed_request' } })
  })

  test('who was stopped learns why they cannot sign in, and only with the right password', async () => {
    const { personId, body } = await add('stopped@example.org', MODERATOR)
    const { authOptions } = await import('#services/auth/options')
    const [provider] = authOptions().providers as unknown as {
      options: { authorize(given: object, request: object): Promise<object | null> }
    }[]
    const signIn = (password: string) =>
      provider!.options.authorize({ email: 'stopped@example.org', password }, {})
    expect(await signIn(body.password)).toEqual({ id: personId })
    await db.query('UPDATE public.person SET active = false WHERE id = $1', [personId])
    expect(await signIn('not the password')).toBeNull()
    await expect(signIn(body.password)).rejects.toThrow('not_active')
    await db.query('UPDATE public.person SET frozen = true WHERE id = $1', [personId])
    expect(await signIn('not the password')).toBeNull()
    await expect(signIn(body.password)).rejects.toThrow('frozen')
  })
})

describe('while the key service is down', () => {
  beforeAll(() => stack.stopPart('keyd'))
  afterAll(() => stack.startPart('keyd'))

  test('nobody’s rights change', async () => {
    const target = stack.person('moderator')
    const was = { roles: target.roles, regions: target.regions, active: true }
    const answer = await change(target.id, { ...was, active: false }, was)
    expect(answer).toMatchObject({ status: 503, body: { code: 'keyd_unavailable' } })
    expect(await rowOf(target.id)).toMatchObject(was)
  })

  test('a person who is added has no right at all, and the answer says so', async () => {
    const added = await add('later@example.org', MODERATOR)
    expect(added).toMatchObject({ status: 200, body: { pending: true } })
    expect(await rowOf(added.personId)).toMatchObject({ roles: [], regions: [], active: false })
  })
})
