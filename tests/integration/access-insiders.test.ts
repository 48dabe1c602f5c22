import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AccessScope, OwnGrant } from '#domain/access-rules'
import { toBase64Url } from '#domain/bytes'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import { AccessHouse, refused } from '../support/keys/access-house'
import { confirmation, enrol, invite } from '../support/keys/enrol'
import { PEOPLE, type TestPerson } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'
import type { TestSession } from '../support/keys/session'

/** What people with a place in the house could make of it, each alone. */
describe('an insider', () => {
  const house = new AccessHouse({ count: 11 })
  const window = (report: SealedReport): AccessScope => ({ kind: 'window', caseId: report.caseId, around: 3 })
  const askAppeal = (session: TestSession, report: SealedReport) =>
    house.access.ask(session, window(report), { purpose: 'APPEAL_REVIEW', reason: 'appeal' })
  function change(person: TestPerson, roles: Role[], to: { regions?: Region[]; active?: boolean } = {}) {
    const { regions = ['EU', 'UK', 'US', 'ROW'], active = true } = to
    return house.alva.ask({ op: 'change-person', personId: PEOPLE[person], roles, regions, active })
  }

  it('cannot fill the ledger without a credential', async () => {
    const before = (await house.keys.entries()).length
    for (let i = 0; i < 5; i++) {
      const personId = randomUUID()
      const { nonce } = await house.keys.client.nonce(personId)
      const credential = { kind: 'trial', signature: toBase64Url(randomBytes(64)) } as const
      await expect(
        house.keys.client.register({ personId, nonce, sessionKey: toBase64Url(randomBytes(65)), credential }),
      ).rejects.toMatchObject(refused('bad_session_key'))
    }
    expect((await house.keys.entries()).length).toBe(before)
  })

  it('does not review a case that they worked on after asking', async () => {
    const report = await house.adopted()
    const view = await askAppeal(house.mara, report)
    await house.access.answer(house.priya, 'priya', view)
    await house.mara.claim(report.caseId)
    await house.mara.ask({ op: 'return', caseId: report.caseId })
    await expect(house.access.takeUp(house.mara, view)).rejects.toMatchObject(refused('own_work'))
  })

  it('is known to have worked on a case when the ledger no longer names them', async () => {
    const report = await house.adopted()
    await house.mara.claim(report.caseId)
    await house.mara.ask({ op: 'return', caseId: report.caseId })
    await house.keys.owner.query('UPDATE keys.entry_index SET person_id = NULL WHERE case_id = $1', [
      report.caseId,
    ])
    await expect(askAppeal(house.mara, report)).rejects.toMatchObject(refused('own_work'))
  })

  it('is not let in by a lead who no longer serves the region, or is related to a party', async () => {
    const [first, second] = [
      await askAppeal(house.mara, await house.adopted()),
      await askAppeal(house.mara, await house.adopted()),
    ]
    await house.access.answer(house.tomas, 'tomas', first)
    await house.access.answer(house.tomas, 'tomas', second)
    await change('tomas', ['safety_lead'], { regions: ['US'] })
    await expect(house.access.takeUp(house.mara, first)).rejects.toMatchObject(refused('approval_withdrawn'))
    await change('tomas', ['safety_lead'])
    await house.priya.ask({
      ...{ op: 'declare-relation', act: 'declared', platform: 'harbour', account: 'u_subject' },
      personId: PEOPLE.tomas,
    })
    await expect(house.access.takeUp(house.mara, second)).rejects.toMatchObject(refused('approval_withdrawn'))
    await house.priya.ask({
      ...{ op: 'declare-relation', act: 'withdrawn', platform: 'harbour', account: 'u_subject' },
      personId: PEOPLE.tomas,
    })
  })

  it('finds nothing left of what was approved when they come back to their role', async () => {
    const report = await house.adopted()
    const [waiting, taken] = [await askAppeal(house.mara, report), await askAppeal(house.mara, report)]
    for (const view of [waiting, taken]) await house.access.answer(house.priya, 'priya', view)
    const grant = await house.access.takeUp(house.mara, taken)
    await change('mara', ['legal'])
    await change('mara', ['moderator'])
    await expect(house.mara.release(grant.id, [[report.dek, '5']])).rejects.toMatchObject(
      refused('grant_revoked'),
    )
    await expect(house.access.takeUp(house.mara, waiting)).rejects.toMatchObject(refused('access_lapsed'))
    await expect(house.access.takeUp(house.mara, taken)).rejects.toMatchObject(refused('access_revoked'))
    expect((await house.keys.entries()).filter((entry) => entry.kind === 'revoke').at(-1)).toMatchObject({
      grant: grant.id,
      code: 'role_changed',
    })
  })

  it('loses what is on screen with the region, and nothing of other regions', async () => {
    const [eu, us] = [await house.adopted(), await house.adopted({ count: 11, region: 'US' })]
    const grants: OwnGrant[] = []
    for (const report of [eu, us]) {
      const view = await askAppeal(house.mara, report)
      await house.access.answer(house.priya, 'priya', view)
      grants.push(await house.access.takeUp(house.mara, view))
    }
    const live = () =>
      Promise.all(grants.map(({ id }) => house.keys.client.live({ session: house.mara.id, grantId: id })))
    expect(await live()).toEqual([true, true])
    await change('mara', ['moderator'], { regions: ['US'] })
    expect(await live()).toEqual([false, true])
    await change('mara', ['moderator'])
    expect(await live()).toEqual([false, true])
  })

  it('loses what is on screen when a relation with somebody in it is declared', async () => {
    const report = await house.adopted()
    const { grant } = await house.mara.claim(report.caseId)
    const live = () => house.keys.client.live({ session: house.mara.id, grantId: grant.id })
    const relation = { op: 'declare-relation', personId: PEOPLE.mara, account: 'u_subject' } as const
    await house.priya.ask({ ...relation, act: 'declared', platform: 'elsewhere' })
    expect(await live()).toBe(true)
    await house.priya.ask({ ...relation, act: 'declared', platform: 'harbour' })
    expect(await live()).toBe(false)
    await house.priya.ask({ ...relation, act: 'withdrawn', platform: 'harbour' })
    await house.mara.ask({ op: 'return', caseId: report.caseId })
  })

  it('does not decide a report that joined while another was erased', async () => {
    const first = await house.adopted()
    const second = await house.adopted({
      ...{ count: 3, caseId: first.caseId },
      conversation: first.manifest.conversation,
    })
    await house.mara.claim(first.caseId)
    await house.keys.owner.query('UPDATE keys.report SET due_at = now() WHERE id = $1', [second.reportId])
    await house.keys.service.upkeep.roundNow()
    await house.adopted({ ...{ count: 3, caseId: first.caseId }, conversation: first.manifest.conversation })
    const rationale = { dek: 'ab'.repeat(16), manifest: 'AA', box: 'AA', hash: toBase64Url(randomBytes(32)) }
    const decide = {
      op: 'decide',
      decisionId: randomUUID(),
      policy: 'none',
      action: 'no_action',
      rationale,
    } as const
    await expect(house.mara.ask({ ...decide, caseId: first.caseId } as never)).rejects.toMatchObject(
      refused('reports_joined'),
    )
  })

  it('does not lift a hold on what speaks about them', async () => {
    const report = await house.adopted()
    await change('jonas', ['legal'])
    const holdId = randomUUID()
    const scope = { kind: 'case', caseId: report.caseId } as const
    const reason = 'internal_investigation'
    await house.jonas.ask({ op: 'hold', act: 'placed', holdId, region: 'EU', scope, reason })
    const mine = { platform: 'harbour', account: 'u_subject' }
    await house.jonas.ask({ op: 'declare-relation', act: 'declared', ...mine })
    await expect(house.jonas.ask({ op: 'lift-hold', holdId })).rejects.toMatchObject(
      refused('conflict_of_interest'),
    )
    await house.alva.ask({ op: 'declare-relation', act: 'withdrawn', personId: PEOPLE.jonas, ...mine })
    await house.jonas.ask({ op: 'lift-hold', holdId })
  })

  it('does not make a person unfindable who is being looked into, or one who comes back', async () => {
    const forget = () => house.alva.ask({ op: 'forget-person', personId: PEOPLE.jonas })
    const freeze = (lead: TestSession, act: 'frozen' | 'released') =>
      lead.ask({ op: 'freeze', personId: PEOPLE.jonas, act, code: 'precaution' })
    await change('jonas', ['moderator'])
    const view = await house.access.ask(house.jonas, window(await house.adopted()), {
      ...{ purpose: 'EMERGENCY_DISCLOSURE', reason: 'safety' },
    })
    await house.access.answer(house.tomas, 'tomas', view)
    await house.access.takeUp(house.jonas, view)
    await change('jonas', ['moderator'], { active: false })
    await freeze(house.priya, 'frozen')
    await expect(forget()).rejects.toMatchObject(refused('person_frozen'))
    await freeze(house.tomas, 'released')
    await expect(forget()).rejects.toMatchObject(refused('review_waits'))
    await house.access.review(house.priya, 'priya', view, 'not_justified')
    await forget()
    const { rows } = await house.keys.owner.query(
      'SELECT kind FROM keys.entry_index WHERE person_id = $1 OR subject = $1',
      [PEOPLE.jonas],
    )
    expect(rows).toEqual([])
    await expect(change('jonas', ['moderator'])).rejects.toMatchObject(refused('person_forgotten'))
  })

  it('leaves no invitation that goes on when they were stopped', async () => {
    const [early, late] = [randomUUID(), randomUUID()]
    const codes = new Map<string, string>()
    for (const personId of [early, late]) {
      await house.alva.ask({
        op: 'change-person',
        personId,
        roles: ['moderator'],
        regions: ['EU'],
        active: true,
      })
      codes.set(personId, await invite(house.alva, personId))
    }
    const { passkey } = await enrol(house.keys, early, codes.get(early)!)
    const freeze = { op: 'freeze', personId: PEOPLE.alva } as const
    await house.priya.ask({ ...freeze, act: 'frozen', code: 'compromised' })
    await expect(enrol(house.keys, late, codes.get(late)!)).rejects.toMatchObject(
      refused('invitation_expired'),
    )
    const confirm = await confirmation(house.keys, 'priya', early, passkey.fingerprint)
    await expect(house.priya.ask(confirm)).rejects.toMatchObject(refused('enrolment_lapsed'))
    await house.tomas.ask({ ...freeze, act: 'released', code: 'cleared' })
    await house.priya.ask(confirm)
  })
})
