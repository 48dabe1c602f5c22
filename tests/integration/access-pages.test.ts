import { createHash, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccessCounts, AccessView, OwnGrant } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { approvalChallengeInput } from '#domain/credential-proof'
import type { KeyOp, RequestOf } from '#domain/key-request'
import type { SealedMessage } from '#domain/reader-protocol'
import { signEd25519 } from '#lib/ed25519'
import { trialCredential } from '#services/keys/trial-credential'
import type { PersonRow } from '#services/people/schema'
import { callRoute, keyOf, pointConsoleAt } from '#tests/support/console-route'
import type { PersonSession } from '#tests/support/person-session'
import { reportOf } from '#tests/support/reports'
import { type Stack, type StackStaff, startStack } from '#tests/support/stack'
import { until } from '#tests/support/until'

// Only who is signed in is said here; permission, services, database and key service are the real ones.
const signedIn = vi.hoisted(() => ({ personId: undefined as string | undefined }))
vi.mock('next-auth', () => ({
  getServerSession: async () => signedIn.personId && { personId: signedIn.personId, signedInAt: Date.now() },
}))

let stack: Stack
let db: Client
let mara: PersonSession
let priya: PersonSession
let tomas: PersonSession
let leads: StackStaff[]
let caseId: string
async function loadRoutes() {
  return {
    act: await import('../../app/api/access/route'),
    judge: await import('../../app/api/access/judge/route'),
    list: await import('../../app/api/access/list/route'),
    counts: await import('../../app/api/access/counts/route'),
    sealed: await import('../../app/api/access/[id]/sealed/route'),
    freeze: await import('../../app/api/people/[id]/freeze/route'),
    people: await import('../../app/api/people/route'),
  }
}
let routes: Awaited<ReturnType<typeof loadRoutes>>

beforeAll(async () => {
  stack = await startStack({ only: ['keyd', 'intake'] })
  pointConsoleAt(stack)
  routes = await loadRoutes()
  db = new Client({ connectionString: stack.db.owner })
  await db.connect()
  leads = stack.staff.filter((person) => person.roles.includes('safety_lead'))
  mara = await keyOf(stack, stack.person('moderator'))
  ;[priya, tomas] = [await keyOf(stack, leads[0]!), await keyOf(stack, leads[1]!)]
  const { body } = await stack.postReport(reportOf(30))
  caseId = (body as { caseId: string }).caseId
  await until(1, async () => {
    const { rowCount } = await db.query('SELECT 1 FROM keys.report WHERE case_id = $1', [caseId])
    return rowCount
  })
})
afterAll(async () => {
  await db?.end()
  await stack?.stop()
})
beforeEach(() => {
  signedIn.personId = stack.person('moderator').id
})

function sign<Op extends KeyOp>(session: PersonSession, op: Op, body: object) {
  return session.sign<Op>({ op, ...body } as unknown as Omit<RequestOf<Op>, 'requestId' | 'at'> & { op: Op })
}
const asking = () =>
  sign(mara, 'request-access', {
    ...{ act: 'read', purpose: 'EMERGENCY_DISCLOSURE', ref: caseId, reason: 'safety' },
    scope: { kind: 'window', caseId, around: 3 },
  })
async function approving(view: AccessView) {
  const input = approvalChallengeInput(fromBase64Url(view.hash), 'approved')
  const challenge = createHash('sha256').update(input).digest()
  const credential = await trialCredential(leads[0]!.readingCode, leads[0]!.id)
  const proof = { kind: 'trial', signature: toBase64Url(signEd25519(credential, challenge)) }
  return sign(priya, 'approve-access', { accessId: view.id, hash: view.hash, verdict: 'approved', proof })
}
const own = () => sign(mara, 'list-access', { view: 'own' })

describe('the pages about access', () => {
  test('carry a request, a lead’s answer and the taking up, and hand out just the granted ciphertext', async () => {
    const asked = await callRoute<{ view: AccessView }>(routes.act.POST, { body: { signed: asking() } })
    expect(asked).toMatchObject({ status: 200, body: { view: { state: 'waiting', messages: 4 } } })
    const { view } = asked.body
    signedIn.personId = leads[0]!.id
    const counts = await callRoute<AccessCounts>(routes.counts.GET)
    expect(counts.body).toEqual({ waiting: 1, breakGlass: 1, reviews: 0, overdue: 0 })
    const answered = await callRoute(routes.judge.POST, { body: { signed: await approving(view) } })
    expect(answered).toMatchObject({ status: 200, body: { state: 'approved' } })

    signedIn.personId = stack.person('moderator').id
    const signed = sign(mara, 'take-up', { accessId: view.id })
    const { body } = await callRoute<{ grant: OwnGrant }>(routes.act.POST, { body: { signed } })
    const list = await callRoute<{ names: Record<string, string> }>(routes.list.POST, {
      body: { signed: own() },
    })
    expect(list.body).toMatchObject({
      requests: [{ id: view.id, state: 'taken_up', grantId: body.grant.id }],
      grants: [{ id: body.grant.id, here: true, uses: 20 }],
      names: { [leads[0]!.id]: leads[0]!.name },
    })
    const sealed = await callRoute<{ messages: SealedMessage[]; accessId: string }>(routes.sealed.POST, {
      params: { id: body.grant.id },
      body: { signed: own(), caseId },
    })
    expect(sealed.body.accessId).toBe(view.id)
    expect(sealed.body.messages.map((message) => message.seq)).toEqual([26, 27, 28, 29])
  })

  test('hand out nothing for a grant of somebody else, of another case, or that has ended', async () => {
    const ask = (id: string, session: PersonSession, of = caseId) =>
      callRoute(routes.sealed.POST, {
        params: { id },
        body: { signed: sign(session, 'list-access', { view: 'own' }), caseId: of },
      })
    const { rows } = await db.query<{ id: string }>(
      'SELECT id FROM keys.access_grant WHERE revoked_at IS NULL',
    )
    const id = rows[0]!.id
    expect((await ask(id, mara)).status).toBe(200)
    expect((await ask(id, tomas)).status).toBe(404)
    expect((await ask(id, mara, randomUUID())).status).toBe(404)
    const signed = sign(mara, 'revoke-access', { target: 'grant', id, code: 'not_needed' })
    expect((await callRoute(routes.act.POST, { body: { signed } })).status).toBe(200)
    expect((await ask(id, mara)).status).toBe(404)
  })

  test('keep answers, counts and freezes to leads, and carry nothing else by these ways', async () => {
    const personId = leads[1]!.id
    const freeze = (signed: object) =>
      callRoute(routes.freeze.POST, { params: { id: personId }, body: { signed } })
    const frozen = { personId, act: 'frozen', code: 'precaution' }
    expect((await freeze(sign(mara, 'freeze', frozen))).status).toBe(403)
    expect((await callRoute(routes.counts.GET)).status).toBe(403)
    expect((await callRoute(routes.judge.POST, { body: { signed: own() } })).status).toBe(403)
    for (const signed of [own(), sign(mara, 'claim', { caseId }), sign(mara, 'freeze', frozen)])
      expect(await callRoute(routes.act.POST, { body: { signed } })).toMatchObject({
        ...{ status: 422, body: { code: 'wrong_signed_request' } },
      })
    const elsewhere = await callRoute(routes.act.POST, {
      body: { signed: asking() },
      origin: 'https://evil.example',
    })
    expect(elsewhere.status).toBe(403)
    signedIn.personId = undefined
    expect((await callRoute(routes.list.POST, { body: { signed: own() } })).status).toBe(401)
  })

  test('draw a freeze at once: the person is out of the console, and back when another lead lifts it', async () => {
    const personId = stack.person('moderator').id
    const freeze = (session: PersonSession, act: string) =>
      callRoute(routes.freeze.POST, {
        params: { id: personId },
        body: { signed: sign(session, 'freeze', { personId, act, code: 'precaution' }) },
      })
    signedIn.personId = leads[0]!.id
    const stateOf = async () => {
      const { people } = (await callRoute<{ people: PersonRow[] }>(routes.people.GET)).body
      const { active, frozen } = people.find(({ id }) => id === personId)!
      return { active, frozen }
    }
    expect(await stateOf()).toEqual({ active: true, frozen: false })
    expect(await freeze(priya, 'frozen')).toMatchObject({ status: 200, body: { active: false } })
    expect(await stateOf()).toEqual({ active: false, frozen: true })
    // A copy that was never told so learns it from the refusal, and offers the release again.
    await db.query('UPDATE public.person SET frozen = false WHERE id = $1', [personId])
    expect(await freeze(priya, 'frozen')).toMatchObject({ status: 409, body: { code: 'already_frozen' } })
    expect(await stateOf()).toEqual({ active: false, frozen: true })
    signedIn.personId = personId
    // Whoever holds the session is told why it holds no more; whoever has none, nothing.
    const { stoppedBecause } = await import('#services/auth/actor')
    expect(await stoppedBecause()).toBe('frozen')
    signedIn.personId = undefined
    expect(await stoppedBecause()).toBeUndefined()
    signedIn.personId = personId
    expect((await callRoute(routes.list.POST, { body: { signed: own() } })).status).toBe(401)
    signedIn.personId = leads[0]!.id
    expect(await freeze(priya, 'released')).toMatchObject({ status: 403, body: { code: 'froze_it_oneself' } })
    signedIn.personId = leads[1]!.id
    expect(await freeze(tomas, 'released')).toMatchObject({ status: 200, body: { active: true } })
    expect(await stateOf()).toEqual({ active: true, frozen: false })
    signedIn.personId = personId
    expect(await stoppedBecause()).toBeUndefined()
    const again = await keyOf(stack, stack.person('moderator'))
    const signed = sign(again, 'list-access', { view: 'own' })
    expect((await callRoute(routes.list.POST, { body: { signed } })).status).toBe(200)
  })
})
