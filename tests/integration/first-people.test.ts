import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url } from '#domain/bytes'
import { confirmChallengeInput } from '#domain/credential-proof'
import { type FirstPerson, makeFirstPeople } from '#services/keys/server/operator/make-first-people'
import { FIRST_PEOPLE_FILE } from '#services/keys/server/people/first-people'
import { enrol, invite, sha256 } from '#tests/support/keys/enrol'
import { type KeyServiceForTests, startTestKeyService } from '#tests/support/keys/key-service'
import { TestSession } from '#tests/support/keys/session'
import type { SoftwarePasskey } from '#tests/support/keys/software-passkey'
import { enterFirstAccounts, writeFirstAccounts } from '../../prisma/first-accounts'

let keyd: KeyServiceForTests
let people: FirstPerson[]

beforeAll(async () => {
  keyd = await startTestKeyService()
  people = (await makeFirstPeople(keyd.paths.keydHome))!
  await keyd.stopService()
  await keyd.startService()
})
afterAll(() => keyd?.stop())

function unlock(personId: string, passkey: SoftwarePasskey): Promise<TestSession> {
  const place = { origin: keyd.trust.readerOrigin }
  return TestSession.openWith(keyd.client, keyd.trust, personId, (challenge) => passkey.get(challenge, place))
}

describe('the first two people of an installation', () => {
  it('have codes of which only HMACs are kept', async () => {
    const file = path.join(keyd.paths.keydHome, FIRST_PEOPLE_FILE)
    const text = await readFile(file, 'utf8')
    for (const { code } of people) expect(text).not.toContain(code)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await makeFirstPeople(keyd.paths.keydHome)).toBeUndefined()
  })

  it('enrol at once on the word of setup, invite and confirm the third, and lose their old way in to new codes', async () => {
    const [admin, lead] = people as [FirstPerson, FirstPerson]
    expect([admin.role, lead.role]).toEqual(['admin', 'safety_lead'])
    await expect(enrol(keyd, admin.personId, lead.code)).rejects.toMatchObject({ reason: 'wrong_code' })
    const first = await enrol(keyd, admin.personId, admin.code)
    expect(first.answer.confirmed).toBe(true)
    await expect(enrol(keyd, admin.personId, admin.code)).rejects.toMatchObject({ reason: 'invitation_used' })
    const acts = (await keyd.entries()).filter((entry) => entry.kind === 'credential')
    expect(acts.filter((entry) => entry.who === 'setup').map((entry) => entry.act)).toEqual([
      ...['invited', 'invited', 'confirmed'],
    ])
    const second = await enrol(keyd, lead.personId, lead.code)

    const adminSession = await unlock(admin.personId, first.passkey)
    const leadSession = await unlock(lead.personId, second.passkey)
    const personId = randomUUID()
    await adminSession.ask({
      ...{ op: 'change-person', personId, roles: ['moderator'], regions: ['EU'], active: true },
    })
    const third = await enrol(keyd, personId, await invite(adminSession, personId))
    expect(third.answer.confirmed).toBe(false)
    const credential = third.passkey.fingerprint
    const challenge = sha256(confirmChallengeInput(fromBase64Url(credential)))
    const by = (passkey: SoftwarePasskey) => ({
      ...{ op: 'confirm-enrolment' as const, personId, credential },
      proof: passkey.get(challenge, { origin: keyd.trust.readerOrigin }),
    })
    await expect(adminSession.ask(by(first.passkey))).rejects.toMatchObject({ reason: 'inviter' })
    await expect(leadSession.ask(by(first.passkey))).rejects.toMatchObject({ reason: 'no_credential' })
    await leadSession.ask(by(second.passkey))
    await unlock(personId, third.passkey)

    const [again] = (await makeFirstPeople(keyd.paths.keydHome, { again: true })) as [FirstPerson]
    expect(again.personId).toBe(admin.personId)
    await keyd.stopService()
    await keyd.startService()
    const renewed = await enrol(keyd, admin.personId, again.code)
    expect(renewed.answer.confirmed).toBe(true)
    await expect(unlock(admin.personId, first.passkey)).rejects.toMatchObject({ reason: 'no_credential' })
    await unlock(admin.personId, renewed.passkey)
    // A restart enters no code a second time.
    const before = (await keyd.entries()).filter((entry) => entry.kind === 'credential').length
    await keyd.stopService()
    await keyd.startService()
    expect((await keyd.entries()).filter((entry) => entry.kind === 'credential').length).toBe(before)
  })

  it('get accounts of the console, once', async () => {
    const file = path.join(keyd.paths.keydHome, 'accounts.json')
    const accounts = people.map(({ personId, role }) => ({
      ...{ id: personId, email: `${role}@example.org`, name: role, role },
    }))
    const passwords = await writeFirstAccounts(file, accounts)
    const text = await readFile(file, 'utf8')
    for (const password of passwords) expect(text).not.toContain(password)
    expect(await enterFirstAccounts(keyd.database.console, file)).toBe(2)
    expect(await enterFirstAccounts(keyd.database.console, file)).toBe(0)
  })
})
