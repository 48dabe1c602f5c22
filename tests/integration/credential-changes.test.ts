import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fromBase64Url } from '#domain/bytes'
import type { CredentialsAnswer } from '#domain/identity-requests'
import { confirmation, enrol, invite } from '#tests/support/keys/enrol'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '#tests/support/keys/key-service'
import { newModerator } from '#tests/support/keys/new-moderator'
import { TestSession } from '#tests/support/keys/session'
import type { SoftwarePasskey } from '#tests/support/keys/software-passkey'

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

describe('a lost passkey', () => {
  it('is replaced by two people; the old one and its sessions end', async () => {
    const old = await enrolled()
    const session = await unlock(old)
    const next = await enrolled(true)
    await expect(unlock(old)).rejects.toMatchObject({ reason: 'no_credential' })
    const ask = { op: 'claim' as const, caseId: randomUUID() }
    await expect(session.ask(ask)).rejects.toMatchObject({ reason: 'session_revoked' })
    await unlock(next)
    const revoked = (await keyd.entries()).findLast((entry) => entry.act === 'revoked')
    expect(revoked).toMatchObject({ kind: 'credential', credential: old.fingerprint })
  })

  it('or an invitation is ended by an admin or a lead at once', async () => {
    const passkey = await enrolled()
    const session = await unlock(passkey)
    const end = (credential: string) => ({ op: 'revoke-credential' as const, personId: person, credential })
    await expect(session.ask(end(passkey.fingerprint))).rejects.toMatchObject({ reason: 'role_missing' })
    await lead.ask(end(passkey.fingerprint))
    await expect(session.ask({ op: 'claim', caseId: randomUUID() })).rejects.toMatchObject({
      reason: 'session_revoked',
    })
    await expect(unlock(passkey)).rejects.toMatchObject({ reason: 'no_credential' })
    await expect(lead.ask(end(passkey.fingerprint))).rejects.toMatchObject({ reason: 'no_credential' })
    const code = await invite(admin, person)
    const { credentials } = await admin.ask<CredentialsAnswer>({ op: 'list-credentials' })
    const invitation = credentials.find((one) => one.personId === person)!
    expect(invitation).toMatchObject({ kind: 'invitation', state: 'waiting', invitedBy: PEOPLE.alva })
    await admin.ask(end(invitation.credential))
    await expect(enrol(keyd, person, code)).rejects.toMatchObject({ reason: 'invitation_expired' })
  })

  it('of the trial is a reading code, which a confirmed passkey replaces too', async () => {
    person = PEOPLE.jonas
    const session = await keyd.session('jonas')
    const passkey = await enrolled(true)
    await expect(keyd.session('jonas')).rejects.toMatchObject({ reason: 'no_credential' })
    await expect(session.ask({ op: 'claim', caseId: randomUUID() })).rejects.toMatchObject({
      reason: 'session_revoked',
    })
    await unlock(passkey)
    expect((await keyd.client.credentialOptions(person)).trial).toBe(false)
  })
})

describe('the list of credentials', () => {
  it('is for admins and leads, and leaves no entry', async () => {
    const { passkey } = await enrol(keyd, person, await invite(admin, person))
    const before = (await keyd.entries()).length
    const { credentials, workers } = await lead.ask<CredentialsAnswer>({ op: 'list-credentials' })
    expect((await keyd.entries()).length).toBe(before)
    expect(credentials.filter((one) => one.personId === person)).toMatchObject([
      { kind: 'passkey', state: 'waiting', credential: passkey.fingerprint, invitedBy: PEOPLE.alva },
    ])
    expect(credentials.filter((one) => one.kind === 'trial').length).toBeGreaterThan(3)
    expect(workers).toMatchObject([{ worker: 'worker-1', scopes: ['score', 'facts'], until: null }])
    const mara = await keyd.session('mara')
    await expect(mara.ask({ op: 'list-credentials' })).rejects.toMatchObject({ reason: 'role_missing' })
  })

  it('tells a stranger nothing of whom it does not know', async () => {
    const nobody = { trial: false, passkeys: [], waiting: null }
    expect(await keyd.client.credentialOptions(randomUUID())).toEqual(nobody)
    await invite(admin, person)
    expect(await keyd.client.credentialOptions(person)).toEqual(nobody)
    expect(fromBase64Url((await keyd.client.nonce(person)).nonce)).toHaveLength(32)
  })
})
