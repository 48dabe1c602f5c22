import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AccessScope, AccessView } from '#domain/access-rules'
import { AccessHouse, refused } from '../support/keys/access-house'
import { PEOPLE } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'
import type { TestSession } from '../support/keys/session'

describe('access that is refused', () => {
  const house = new AccessHouse({ count: 61, reported: [30] })
  const ask = (session: TestSession, report: SealedReport, around = 10): Promise<AccessView> =>
    house.access.ask(
      session,
      { kind: 'window', caseId: report.caseId, around },
      {
        ...{ purpose: 'EMERGENCY_DISCLOSURE', reason: 'safety' },
      },
    )
  async function granted(session = house.mara) {
    const report = await house.adopted()
    const view = await ask(session, report)
    await house.access.answer(house.priya, 'priya', view)
    return { report, view, grant: await house.access.takeUp(session, view) }
  }

  it('takes no answer from the requester, from another role or region, twice, or after a no', async () => {
    const report = await house.adopted()
    const view = await ask(house.mara, report)
    await house.denied(() => house.access.answer(house.mara, 'mara', view), 'role_missing')
    await house.denied(() => house.access.answer(house.alva, 'alva', view), 'role_missing')
    expect(await house.access.answer(house.priya, 'priya', view, 'refused')).toMatchObject({
      state: 'refused',
    })
    await house.denied(() => house.access.answer(house.tomas, 'tomas', view), 'not_waiting')
    await house.denied(() => house.access.takeUp(house.mara, view), 'access_refused')
    await house.denied(() => house.access.takeUp(house.jonas, view), 'no_such_request')
  })

  it('does not let a person who became a lead answer what they asked for', async () => {
    const report = await house.adopted()
    const view = await ask(house.jonas, report)
    const change = (roles: ('moderator' | 'safety_lead')[]) =>
      house.alva.ask({ op: 'change-person', personId: PEOPLE.jonas, roles, regions: ['EU'], active: true })
    await change(['safety_lead'])
    await house.denied(() => house.access.answer(house.jonas, 'jonas', view), 'own_request')
    await change(['moderator'])
  })

  it('takes a proof for one request, one verdict and one person only', async () => {
    const [view, other] = [
      await ask(house.mara, await house.adopted()),
      await ask(house.mara, await house.adopted()),
    ]
    const send = (session: TestSession, change: object) =>
      session.ask({
        ...{ op: 'approve-access', accessId: view.id, hash: view.hash, verdict: 'approved' },
        ...(change as { proof: never }),
      })
    const proof = await house.access.approvalBy('priya', view.hash)
    await house.denied(() => send(house.priya, { proof, hash: other.hash }), 'hash_mismatch')
    const ofOther = await house.access.approvalBy('priya', other.hash)
    await house.denied(() => send(house.priya, { proof: ofOther }), 'bad_credential')
    await house.denied(() => send(house.priya, { proof, verdict: 'refused' }), 'bad_credential')
    await house.denied(() => send(house.tomas, { proof }), 'bad_credential')
    await send(house.priya, { proof })
    await house.denied(() => send(house.priya, { proof }), 'already_answered')
    await house.denied(
      () => send(house.priya, { proof, accessId: other.id, hash: other.hash }),
      'bad_credential',
    )
    await house.denied(() => send(house.priya, { proof, accessId: randomUUID() }), 'no_such_request')
  })

  it('counts an approval only while whoever gave it is a lead', async () => {
    const view = await ask(house.mara, await house.adopted())
    await house.access.answer(house.tomas, 'tomas', view)
    await house.priya.ask({ op: 'freeze', personId: PEOPLE.tomas, act: 'frozen', code: 'compromised' })
    await house.denied(() => house.access.takeUp(house.mara, view), 'approval_withdrawn')
    await house.denied(
      () => house.priya.ask({ op: 'freeze', personId: PEOPLE.tomas, act: 'released', code: 'cleared' }),
      'froze_it_oneself',
    )
    await house.keys.owner.query('UPDATE keys.person SET frozen_at = NULL, frozen_by = NULL WHERE id = $1', [
      PEOPLE.tomas,
    ])
    house.tomas = await house.keys.session('tomas')
  })

  it('binds a grant to one session, moves what is left to the next, and records every replay', async () => {
    const { report, view, grant } = await granted()
    const refs: [string, string][] = [[report.dek, '30']]
    await house.mara.release(grant.id, refs)
    await house.denied(() => house.access.takeUp(house.mara, view), 'already_taken_up')
    const again = await house.keys.session('mara')
    await house.denied(() => again.release(grant.id, refs), 'other_session')
    await house.denied(() => house.jonas.release(grant.id, refs), 'no_such_grant')
    const moved = await house.access.takeUp(again, view)
    expect(moved).toMatchObject({ uses: 19, expires: grant.expires })
    await house.denied(() => house.mara.release(grant.id, refs), 'grant_revoked')
    await house.denied(() => house.mara.release(moved.id, refs), 'other_session')
    expect((await again.release(moved.id, refs)).keys).toHaveLength(1)
    const foreign = await house.adopted()
    await house.denied(() => again.release(moved.id, [[foreign.dek, '30']]), 'not_in_grant')
  })

  it('opens nothing one message outside the grant, nor by any spelling of it', async () => {
    const { report, grant } = await granted()
    for (const seqs of ['19', '41', '19-40', '20-41', '0-60', '4294967295', '20-4294967295'])
      await expect(house.mara.release(grant.id, [[report.dek, seqs]])).rejects.toMatchObject(
        refused('not_in_grant'),
      )
    for (const seqs of ['-1', '40-20', '020', '20-20', '20,20', '1e1', '4294967296', '20-', ''])
      await expect(house.mara.release(grant.id, [[report.dek, seqs]])).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|invalid/),
      })
    for (const dek of ['ab'.repeat(16), report.dek.toUpperCase()])
      await expect(house.mara.release(grant.id, [[dek, '30']])).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|invalid/),
      })
    const twice: [string, string][] = [
      [report.dek, '20-30'],
      [report.dek, '31-40'],
    ]
    await expect(house.mara.release(grant.id, twice)).rejects.toMatchObject(refused('not_in_grant'))
  })

  it('ends with its uses, its time, and its revocation by oneself, a lead or an admin', async () => {
    const { report, view, grant } = await granted()
    const refs: [string, string][] = [[report.dek, '30']]
    await house.denied(
      () => house.jonas.ask({ op: 'revoke-access', target: 'grant', id: grant.id, code: 'mistake' }),
      'no_such_grant',
    )
    await house.tomas.ask({ op: 'revoke-access', target: 'grant', id: grant.id, code: 'misuse' })
    await house.denied(() => house.mara.release(grant.id, refs), 'grant_revoked')
    const later = await house.keys.session('mara')
    await house.denied(() => house.access.takeUp(later, view), 'access_revoked')
    for (const by of [house.mara, house.priya, house.alva]) {
      const next = await granted()
      await by.ask({ op: 'revoke-access', target: 'access', id: next.view.id, code: 'not_needed' })
      await house.denied(() => house.mara.release(next.grant.id, [[next.report.dek, '30']]), 'grant_revoked')
    }
    const third = await granted()
    await house.keys.owner.query('UPDATE keys.access_grant SET uses_left = 1 WHERE id = $1', [third.grant.id])
    await house.mara.release(third.grant.id, [[third.report.dek, '30']])
    await house.denied(() => house.mara.release(third.grant.id, [[third.report.dek, '30']]), 'grant_spent')
    const fourth = await granted()
    await house.keys.owner.query('UPDATE keys.access_grant SET expires_at = now() WHERE id = $1', [
      fourth.grant.id,
    ])
    await house.denied(
      () => house.mara.release(fourth.grant.id, [[fourth.report.dek, '30']]),
      'grant_expired',
    )
    await house.denied(() => house.access.takeUp(later, fourth.view), 'grant_expired')
  })

  it('lets a request lapse that nobody answers or takes up', async () => {
    const view = await ask(house.mara, await house.adopted())
    await house.keys.owner.query('UPDATE keys.access_request SET lapses_at = now() WHERE id = $1', [view.id])
    await house.denied(() => house.access.answer(house.priya, 'priya', view), 'not_waiting')
    await house.denied(() => house.access.takeUp(house.mara, view), 'access_lapsed')
    expect((await house.access.list(house.mara)).requests.find((one) => one.id === view.id)).toMatchObject({
      state: 'lapsed',
    })
  })

  it('keeps people away from accounts that are theirs or close to them, at every step', async () => {
    const [held, open, other] = [await house.adopted(), await house.adopted(), await house.adopted()]
    const claim = await house.mara.claim(held.caseId)
    const mine = await granted()
    const waiting = await ask(house.mara, open)
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_subject' } as const
    await house.mara.ask({ ...relation, act: 'declared' })
    await house.denied(() => house.mara.ask({ ...relation, act: 'declared' }), 'already_declared')
    const conflict = 'conflict_of_interest'
    await house.denied(() => house.mara.claim(other.caseId), conflict)
    await house.denied(() => house.mara.ask({ op: 'renew', caseId: held.caseId }), conflict)
    await house.denied(
      () => house.mara.ask({ op: 'widen', caseId: held.caseId, reason: 'pattern' }),
      conflict,
    )
    await house.denied(() => house.mara.release(claim.grant.id, claim.grant.messages), conflict)
    await house.denied(() => house.mara.release(mine.grant.id, [[mine.report.dek, '30']]), conflict)
    await house.denied(() => ask(house.mara, other), conflict)
    await house.access.answer(house.priya, 'priya', waiting)
    await house.denied(() => house.access.takeUp(house.mara, waiting), conflict)
    await house.mara.ask({ op: 'return', caseId: held.caseId })

    await house.denied(() => house.mara.ask({ ...relation, act: 'withdrawn' }), 'oneself')
    await house.denied(
      () => house.jonas.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.mara }),
      'role_missing',
    )
    await house.alva.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.mara })
    expect((await house.mara.release(mine.grant.id, [[mine.report.dek, '30']])).keys).toHaveLength(1)

    // A lead who is close to somebody who wrote in it does not answer; one on another platform is somebody else.
    const asked = await ask(house.mara, other)
    await house.alva.ask({ ...relation, act: 'declared', account: 'u_reporter', personId: PEOPLE.priya })
    await house.denied(() => house.access.answer(house.priya, 'priya', asked), conflict)
    await house.alva.ask({ ...relation, act: 'withdrawn', account: 'u_reporter', personId: PEOPLE.priya })
    await house.alva.ask({ ...relation, act: 'declared', platform: 'elsewhere', personId: PEOPLE.priya })
    expect(await house.access.answer(house.priya, 'priya', asked)).toMatchObject({ state: 'approved' })
  })

  it('finds a relation with somebody who only wrote in the conversation', async () => {
    const report = await house.adopted({
      count: 11,
      changeManifest: (manifest) => {
        manifest.messages[9]!.sender = 'u_bystander'
      },
    })
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_bystander' } as const
    await house.alva.ask({ ...relation, act: 'declared', personId: PEOPLE.jonas })
    await house.denied(() => house.jonas.claim(report.caseId), 'conflict_of_interest')
    await house.priya.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.jonas })
    await house.jonas.claim(report.caseId)
    await house.jonas.ask({ op: 'return', caseId: report.caseId })
  })

  it('refuses decisions to whoever has declared a relation meanwhile', async () => {
    const report = await house.adopted()
    await house.jonas.claim(report.caseId)
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_reporter' } as const
    await house.jonas.ask({ ...relation, act: 'declared' })
    await house.denied(
      () =>
        house.jonas.ask({
          ...{
            op: 'decide',
            caseId: report.caseId,
            decisionId: randomUUID(),
            policy: 'harassment',
            action: 'warn',
          },
          rationale: { dek: 'ab'.repeat(16), manifest: 'AA', box: 'AA', hash: 'A'.repeat(43) },
        }),
      'conflict_of_interest',
    )
    await house.alva.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.jonas })
    await house.jonas.ask({ op: 'return', caseId: report.caseId })
  })

  it('freezes a person at once: sessions, claims, grants and requests, until another lead lifts it', async () => {
    const { report, grant } = await granted(house.jonas)
    const claimed = await house.jonas.claim((await house.adopted()).caseId)
    const waiting = await ask(house.jonas, await house.adopted())
    const live = (grantId: string) => house.keys.client.live({ session: house.jonas.id, grantId })
    expect([await live(grant.id), await live(claimed.grant.id)]).toEqual([true, true])
    await house.denied(
      () => house.priya.ask({ op: 'freeze', personId: PEOPLE.priya, act: 'frozen', code: 'misuse' }),
      'oneself',
    )
    await house.denied(
      () => house.alva.ask({ op: 'freeze', personId: PEOPLE.jonas, act: 'frozen', code: 'misuse' }),
      'role_missing',
    )
    await house.priya.ask({ op: 'freeze', personId: PEOPLE.jonas, act: 'frozen', code: 'compromised' })
    expect([await live(grant.id), await live(claimed.grant.id)]).toEqual([false, false])
    await house.denied(() => house.jonas.release(grant.id, [[report.dek, '30']]), 'session_revoked')
    await expect(house.keys.session('jonas')).rejects.toMatchObject(refused('person_inactive'))
    const change = {
      op: 'change-person',
      personId: PEOPLE.jonas,
      roles: ['moderator'],
      regions: ['EU'],
    } as const
    await house.denied(
      () => house.alva.ask({ ...change, roles: ['moderator'], regions: ['EU'], active: true }),
      'person_frozen',
    )
    const { rows } = await house.keys.owner.query('SELECT state FROM keys.access_request WHERE id = $1', [
      waiting.id,
    ])
    expect(rows).toEqual([{ state: 'lapsed' }])
    const told = await house.keys.owner.query(
      "SELECT data->'active' AS active, data->'frozen' AS frozen FROM feed.key_event WHERE kind = 'person.changed' AND ref = $1 ORDER BY seq DESC LIMIT 1",
      [PEOPLE.jonas],
    )
    expect(told.rows).toEqual([{ active: false, frozen: true }])
    expect((await house.mara.claim(claimed.caseId)).claim).toBe(2)
    await house.mara.ask({ op: 'return', caseId: claimed.caseId })
    const lift = { op: 'freeze', personId: PEOPLE.jonas, act: 'released', code: 'cleared' } as const
    await house.denied(() => house.priya.ask(lift), 'froze_it_oneself')
    await house.tomas.ask(lift)
    await house.denied(() => house.tomas.ask(lift), 'not_frozen')
    house.jonas = await house.keys.session('jonas')
    await house.denied(() => house.jonas.release(grant.id, [[report.dek, '30']]), 'other_session')
  })

  it('shows each only what is theirs, and what waits to leads of the region', async () => {
    const us = await house.adopted({ count: 11, region: 'US' })
    const scope: AccessScope = { kind: 'window', caseId: us.caseId, around: 1 }
    await house.denied(
      () => house.access.ask(house.jonas, scope, { purpose: 'APPEAL_REVIEW', reason: 'appeal' }),
      'wrong_region',
    )
    const view = await house.access.ask(house.mara, scope, { purpose: 'APPEAL_REVIEW', reason: 'appeal' })
    await house.alva.ask({
      ...{
        op: 'change-person',
        personId: PEOPLE.tomas,
        roles: ['safety_lead'],
        regions: ['EU'],
        active: true,
      },
    })
    const shown = async (session: TestSession) =>
      (await house.access.list(session, 'waiting')).requests.some((one) => one.id === view.id)
    expect([await shown(house.priya), await shown(house.tomas)]).toEqual([true, false])
    await house.denied(() => house.access.answer(house.tomas, 'tomas', view), 'wrong_region')
    expect((await house.access.list(house.jonas)).requests.some((one) => one.id === view.id)).toBe(false)
  })
})
