import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '#domain/bytes'
import { formatEnrolmentCode, INVITATION_MS } from '#domain/enrolment'
import { codeHash, confirmation, enrol, invite } from '#tests/support/keys/enrol'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '#tests/support/keys/key-service'
import { newModerator } from '#tests/support/keys/new-moderator'
import { TestSession } from '#tests/support/keys/session'
import { SoftwarePasskey } from '#tests/support/keys/software-passkey'

let keyd: KeyServiceForTests
let admin: TestSession
let lead: TestSession
/** A moderator without any credential, new for each test. */
let person: string

beforeAll(async () => {
  keyd = await startTestKeyService()
  admin = await keyd.session('alva')
  lead = await keyd.session('priya')
})
afterAll(() => keyd?.stop())
beforeEach(async () => {
  person = await newModerator(admin)
})

async function denials(code: string): Promise<Record<string, unknown>[]> {
  return (await keyd.entries()).filter((entry) => entry.kind === 'deny' && entry.code === code)
}

async function enrolled(replaces = false): Promise<SoftwarePasskey> {
  const { passkey } = await enrol(keyd, person, await invite(admin, person, replaces))
  await lead.ask(await confirmation(keyd, 'priya', person, passkey.fingerprint))
  return passkey
}

function unlock(
  passkey: SoftwarePasskey,
  change: { origin?: string; verified?: boolean; topOrigin?: string } = {},
) {
  const { readerOrigin, consoleOrigin } = keyd.trust
  const place = { origin: change.origin ?? readerOrigin, topOrigin: change.topOrigin ?? consoleOrigin }
  return TestSession.openWith(keyd.client, keyd.trust, person, (challenge) =>
    passkey.get(challenge, place, { verified: change.verified ?? true }),
  )
}

describe('a passkey', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'of %s is enrolled by two people and then unlocks',
    async (alg) => {
      const code = await invite(admin, person)
      const { answer, passkey } = await enrol(keyd, person, code, { passkey: new SoftwarePasskey(alg) })
      expect(answer).toEqual({ credential: passkey.fingerprint, confirmed: false })
      await expect(unlock(passkey)).rejects.toMatchObject({ reason: 'no_credential' })
      expect(await keyd.client.credentialOptions(person)).toEqual({
        ...{ trial: false, passkeys: [], waiting: passkey.fingerprint },
      })
      await lead.ask(await confirmation(keyd, 'priya', person, passkey.fingerprint))
      const session = await unlock(passkey)
      expect(await keyd.client.credentialOptions(person)).toEqual({
        ...{ trial: false, waiting: null },
        passkeys: [{ credentialId: passkey.credentialId, credential: passkey.fingerprint }],
      })
      const entries = await keyd.entries()
      expect(entries.find((entry) => entry.session === session.id)).toMatchObject({
        ...{ kind: 'session', credential: 'passkey' },
      })
      const acts = entries.filter((entry) => entry.kind === 'credential').slice(-3)
      expect(acts.map((entry) => entry.act)).toEqual(['invited', 'presented', 'confirmed'])
      expect(new Set(acts.map((entry) => entry.person)).size).toBe(1)
      expect(new Set(acts.map((entry) => entry.who)).size).toBe(3)
    },
  )

  it('is refused from another origin, in another page, without verification, and recorded', async () => {
    const passkey = await enrolled()
    await expect(unlock(passkey, { origin: keyd.trust.consoleOrigin })).rejects.toMatchObject({
      reason: 'wrong_origin',
    })
    await expect(unlock(passkey, { topOrigin: 'https://elsewhere.example' })).rejects.toMatchObject({
      reason: 'wrong_origin',
    })
    await expect(unlock(passkey, { verified: false })).rejects.toMatchObject({ reason: 'user_not_verified' })
    expect((await denials('wrong_origin')).length).toBeGreaterThanOrEqual(2)
    expect((await denials('user_not_verified')).length).toBeGreaterThanOrEqual(1)
    await unlock(passkey)
  })

  it('unlocks once with one assertion, whose nonce is used', async () => {
    const passkey = await enrolled()
    const place = { origin: keyd.trust.readerOrigin }
    let kept: Parameters<typeof keyd.client.register>[0] | undefined
    const recording = {
      ...{ nonce: (id: string) => keyd.client.nonce(id) },
      register: (registration: NonNullable<typeof kept>) => {
        kept = registration
        return keyd.client.register(registration)
      },
    }
    await TestSession.openWith(recording as never, keyd.trust, person, (challenge) =>
      passkey.get(challenge, place),
    )
    await expect(keyd.client.register(kept!)).rejects.toMatchObject({ reason: 'bad_nonce' })
    const { nonce } = await keyd.client.nonce(person)
    await expect(keyd.client.register({ ...kept!, nonce })).rejects.toMatchObject({
      reason: 'wrong_challenge',
    })
    await expect(
      TestSession.openWith(keyd.client, keyd.trust, person, (challenge) =>
        passkey.get(challenge, place, { type: 'webauthn.create' }),
      ),
    ).rejects.toMatchObject({ reason: 'wrong_ceremony' })
  })

  it('that counts backwards is refused and recorded', async () => {
    const passkey = await enrolled()
    passkey.counter = 7
    await unlock(passkey)
    const before = (await denials('counter_regression')).length
    for (const counter of [7, 6, 0]) {
      passkey.counter = counter
      await expect(unlock(passkey)).rejects.toMatchObject({ reason: 'counter_regression' })
    }
    expect((await denials('counter_regression')).length).toBe(before + 3)
    passkey.counter = 8
    await unlock(passkey)
  })

  it("of one person does not unlock another's reader, and a stranger's signature unlocks nothing", async () => {
    const passkey = await enrolled()
    const place = { origin: keyd.trust.readerOrigin }
    const prove = (challenge: Uint8Array) => passkey.get(challenge, place)
    await expect(TestSession.openWith(keyd.client, keyd.trust, PEOPLE.mara, prove)).rejects.toMatchObject({
      reason: 'no_credential',
    })
    const impostor = new SoftwarePasskey()
    await expect(
      TestSession.openWith(keyd.client, keyd.trust, person, (challenge) => ({
        ...impostor.get(challenge, place),
        ...{ credentialId: passkey.credentialId },
      })),
    ).rejects.toMatchObject({ reason: 'bad_credential' })
  })
})

describe('a fingerprint', () => {
  it('is what the second person vouches for: with another key behind the same id it unlocks nothing', async () => {
    const passkey = await enrolled()
    await unlock(passkey)
    const twin = new SoftwarePasskey()
    twin.id.set(passkey.id)
    expect(twin.fingerprint).not.toBe(passkey.fingerprint)
    const { cose } = twin as unknown as { cose: Uint8Array }
    await keyd.owner.query('UPDATE keys.credential SET public_key = $2 WHERE credential_id = $1', [
      passkey.id,
      Buffer.from(cose),
    ])
    for (const either of [passkey, twin])
      await expect(unlock(either)).rejects.toMatchObject({ reason: 'no_credential' })
  })
})

describe('an enrolment', () => {
  it('takes the right code, once, within a day, and five tries at most', async () => {
    const first = await invite(admin, person)
    const wrong = formatEnrolmentCode(randomBytes(13))
    await expect(enrol(keyd, person, wrong)).rejects.toMatchObject({ reason: 'wrong_code' })
    const second = await invite(admin, person)
    await expect(enrol(keyd, person, first)).rejects.toMatchObject({ reason: 'wrong_code' })
    await enrol(keyd, person, second)
    await expect(enrol(keyd, person, second)).rejects.toMatchObject({ reason: 'invitation_used' })

    const third = await invite(admin, person)
    keyd.clock.offsetMs += INVITATION_MS
    try {
      await expect(enrol(keyd, person, third)).rejects.toMatchObject({ reason: 'invitation_expired' })
    } finally {
      keyd.clock.offsetMs -= INVITATION_MS
    }
    for (let tried = 1; tried < 5; tried++)
      await expect(enrol(keyd, person, wrong)).rejects.toMatchObject({ reason: 'wrong_code' })
    const recorded = (await keyd.entries()).length
    await expect(enrol(keyd, person, third)).rejects.toMatchObject({ reason: 'too_many_attempts' })
    expect((await keyd.entries()).length).toBe(recorded)
    await expect(enrol(keyd, randomUUID(), wrong)).rejects.toMatchObject({ reason: 'no_invitation' })
    expect((await denials('wrong_code')).length).toBeGreaterThanOrEqual(6)
  })

  it('takes a passkey made for this nonce, code and person, on the reader, with verification', async () => {
    const code = await invite(admin, person)
    await expect(enrol(keyd, person, code, { challenge: randomBytes(32) })).rejects.toMatchObject({
      reason: 'wrong_challenge',
    })
    await expect(enrol(keyd, person, code, { origin: keyd.trust.consoleOrigin })).rejects.toMatchObject({
      reason: 'wrong_origin',
    })
    await expect(enrol(keyd, person, code, { verified: false })).rejects.toMatchObject({
      reason: 'user_not_verified',
    })
    const { nonce } = await keyd.client.nonce(PEOPLE.mara)
    await expect(enrol(keyd, person, code, { nonce })).rejects.toMatchObject({ reason: 'bad_nonce' })
    const { passkey } = await enrol(keyd, person, code)
    const again = await invite(admin, person)
    await expect(enrol(keyd, person, again, { passkey })).rejects.toMatchObject({
      reason: 'credential_known',
    })
  })

  it('is invited by an admin, for somebody else who is active', async () => {
    const ask = (session: TestSession, personId: string) =>
      session.ask({
        ...{ op: 'invite-person', personId, replaces: false },
        codeHash: toBase64Url(codeHash(formatEnrolmentCode(randomBytes(13)), personId)),
      })
    await expect(ask(lead, person)).rejects.toMatchObject({ reason: 'role_missing' })
    await expect(ask(await keyd.session('mara'), person)).rejects.toMatchObject({ reason: 'role_missing' })
    await expect(ask(admin, PEOPLE.alva)).rejects.toMatchObject({ reason: 'oneself' })
    await expect(ask(admin, randomUUID())).rejects.toMatchObject({ reason: 'no_person' })
    await admin.ask({ op: 'change-person', personId: person, roles: [], regions: [], active: false })
    await expect(ask(admin, person)).rejects.toMatchObject({ reason: 'person_inactive' })
  })

  it('is confirmed by neither the inviter nor the person, with a gesture over that very passkey', async () => {
    const { passkey } = await enrol(keyd, person, await invite(admin, person))
    const by = (name: 'alva' | 'priya' | 'mara', credential = passkey.fingerprint) =>
      confirmation(keyd, name, person, credential)
    await expect(admin.ask(await by('alva'))).rejects.toMatchObject({ reason: 'inviter' })
    const mara = await keyd.session('mara')
    await expect(mara.ask(await by('mara'))).rejects.toMatchObject({ reason: 'role_missing' })
    const other = new SoftwarePasskey()
    await expect(lead.ask(await by('priya', other.fingerprint))).rejects.toMatchObject({
      reason: 'no_credential',
    })
    const wrong = await by('priya', other.fingerprint)
    await expect(lead.ask({ ...wrong, credential: passkey.fingerprint })).rejects.toMatchObject({
      reason: 'bad_credential',
    })
    // A session of the lead's with the admin's gesture is not enough either.
    const lent = await by('alva')
    await expect(lead.ask(lent)).rejects.toMatchObject({ reason: 'bad_credential' })
    await lead.ask(await by('priya'))
    await expect(lead.ask(await by('priya'))).rejects.toMatchObject({ reason: 'enrolment_not_waiting' })
  })

  it('of an admin is not confirmed by themselves', async () => {
    await admin.ask({
      op: 'change-person',
      personId: person,
      roles: ['admin'],
      regions: ['EU'],
      active: true,
    })
    const passkey = await enrolled()
    const session = await unlock(passkey)
    const next = await enrol(keyd, person, await invite(admin, person))
    const self = await confirmation(keyd, 'priya', person, next.passkey.fingerprint)
    await expect(session.ask(self)).rejects.toMatchObject({ reason: 'oneself' })
  })

  it('that nobody confirms lapses after a day', async () => {
    const { passkey } = await enrol(keyd, person, await invite(admin, person))
    keyd.clock.offsetMs += INVITATION_MS
    try {
      const late = await keyd.session('priya')
      const request = await confirmation(keyd, 'priya', person, passkey.fingerprint)
      const at = Date.now() + keyd.clock.offsetMs
      await expect(late.ask({ ...request, at })).rejects.toMatchObject({ reason: 'enrolment_lapsed' })
      expect((await keyd.client.credentialOptions(person)).waiting).toBeNull()
    } finally {
      keyd.clock.offsetMs -= INVITATION_MS
    }
  })
})
