import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccessScope, AccessView } from '#domain/access-request'
import { accessOf } from '../support/keys/access'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'
import type { TestSession } from '../support/keys/session'

describe('access that is refused', () => {
  let keys: KeyServiceForTests
  let access: ReturnType<typeof accessOf>
  let [mara, jonas, priya, tomas, alva]: TestSession[] = []
  beforeAll(async () => {
    keys = await startTestKeyService({ sweepEveryMs: 60_000 })
    access = accessOf(keys)
    ;[mara, jonas, priya, tomas, alva] = await Promise.all(
      (['mara', 'jonas', 'priya', 'tomas', 'alva'] as const).map((person) => keys.session(person)),
    )
  })
  afterAll(() => keys?.stop())

  const refused = (reason: string) => ({ reason })
  const denials = async (code: string) =>
    (await keys.entries()).filter((entry) => entry.kind === 'deny' && entry.code === code).length
  /** The same refusal, and one more denial in the ledger. */
  async function denied(what: () => Promise<unknown>, code: string) {
    const before = await denials(code)
    await expect(what()).rejects.toMatchObject(refused(code))
    expect(await denials(code)).toBe(before + 1)
  }
  async function adopted(seal: Parameters<KeyServiceForTests['put']>[0] = { count: 61, reported: [30] }) {
    const report = await keys.put(seal)
    await keys.adopted(report)
    return report
  }
  const ask = (session: TestSession, report: SealedReport, around = 10): Promise<AccessView> =>
    access.ask(
      session,
      { kind: 'window', caseId: report.caseId, around },
      {
        ...{ purpose: 'EMERGENCY_DISCLOSURE', reason: 'safety' },
      },
    )
  async function granted(session = mara!) {
    const report = await adopted()
    const view = await ask(session, report)
    await access.answer(priya!, 'priya', view)
    return { report, view, grant: await access.takeUp(session, view) }
  }

  it('takes no answer from the requester, from another role or region, twice, or after a no', async () => {
    const report = await adopted()
    const view = await ask(mara!, report)
    await denied(() => access.answer(mara!, 'mara', view), 'role_missing')
    await denied(() => access.answer(alva!, 'alva', view), 'role_missing')
    expect(await access.answer(priya!, 'priya', view, 'refused')).toMatchObject({ state: 'refused' })
    await denied(() => access.answer(tomas!, 'tomas', view), 'not_waiting')
    await denied(() => access.takeUp(mara!, view), 'access_refused')
    await denied(() => access.takeUp(jonas!, view), 'no_such_request')
  })

  it('does not let a person who became a lead answer what they asked for', async () => {
    const report = await adopted()
    const view = await ask(jonas!, report)
    const change = (roles: ('moderator' | 'safety_lead')[]) =>
      alva!.ask({ op: 'change-person', personId: PEOPLE.jonas, roles, regions: ['EU'], active: true })
    await change(['safety_lead'])
    await denied(() => access.answer(jonas!, 'jonas', view), 'own_request')
    await change(['moderator'])
  })

  it('takes a proof for one request, one verdict and one person only', async () => {
    const [view, other] = [await ask(mara!, await adopted()), await ask(mara!, await adopted())]
    const send = (session: TestSession, change: object) =>
      session.ask({
        ...{ op: 'approve-access', accessId: view.id, hash: view.hash, verdict: 'approved' },
        ...(change as { proof: never }),
      })
    const proof = await access.approvalBy('priya', view.hash)
    await denied(() => send(priya!, { proof, hash: other.hash }), 'hash_mismatch')
    const ofOther = await access.approvalBy('priya', other.hash)
    await denied(() => send(priya!, { proof: ofOther }), 'bad_credential')
    await denied(() => send(priya!, { proof, verdict: 'refused' }), 'bad_credential')
    await denied(() => send(tomas!, { proof }), 'bad_credential')
    await send(priya!, { proof })
    await denied(() => send(priya!, { proof }), 'already_answered')
    await denied(() => send(priya!, { proof, accessId: other.id, hash: other.hash }), 'bad_credential')
    await denied(() => send(priya!, { proof, accessId: randomUUID() }), 'no_such_request')
  })

  it('counts an approval only while whoever gave it is a lead', async () => {
    const view = await ask(mara!, await adopted())
    await access.answer(tomas!, 'tomas', view)
    await priya!.ask({ op: 'freeze', personId: PEOPLE.tomas, act: 'frozen', code: 'compromised' })
    await denied(() => access.takeUp(mara!, view), 'approval_withdrawn')
    await denied(
      () => priya!.ask({ op: 'freeze', personId: PEOPLE.tomas, act: 'released', code: 'cleared' }),
      'froze_it_oneself',
    )
    await keys.owner.query('UPDATE keys.person SET frozen_at = NULL, frozen_by = NULL WHERE id = $1', [
      PEOPLE.tomas,
    ])
    tomas = await keys.session('tomas')
  })

  it('binds a grant to one session, moves what is left to the next, and records every replay', async () => {
    const { report, view, grant } = await granted()
    const refs: [string, string][] = [[report.dek, '30']]
    await mara!.release(grant.id, refs)
    await denied(() => access.takeUp(mara!, view), 'already_taken_up')
    const again = await keys.session('mara')
    await denied(() => again.release(grant.id, refs), 'other_session')
    await denied(() => jonas!.release(grant.id, refs), 'no_such_grant')
    const moved = await access.takeUp(again, view)
    expect(moved).toMatchObject({ uses: 19, expires: grant.expires })
    await denied(() => mara!.release(grant.id, refs), 'grant_revoked')
    await denied(() => mara!.release(moved.id, refs), 'other_session')
    expect((await again.release(moved.id, refs)).keys).toHaveLength(1)
    const foreign = await adopted()
    await denied(() => again.release(moved.id, [[foreign.dek, '30']]), 'not_in_grant')
  })

  it('opens nothing one message outside the grant, nor by any spelling of it', async () => {
    const { report, grant } = await granted()
    for (const seqs of ['19', '41', '19-40', '20-41', '0-60', '4294967295', '20-4294967295'])
      await expect(mara!.release(grant.id, [[report.dek, seqs]])).rejects.toMatchObject(
        refused('not_in_grant'),
      )
    for (const seqs of ['-1', '40-20', '020', '20-20', '20,20', '1e1', '4294967296', '20-', ''])
      await expect(mara!.release(grant.id, [[report.dek, seqs]])).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|invalid/),
      })
    for (const dek of ['ab'.repeat(16), report.dek.toUpperCase()])
      await expect(mara!.release(grant.id, [[dek, '30']])).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|invalid/),
      })
    const twice: [string, string][] = [
      [report.dek, '20-30'],
      [report.dek, '31-40'],
    ]
    await expect(mara!.release(grant.id, twice)).rejects.toMatchObject(refused('not_in_grant'))
  })

  it('ends with its uses, its time, and its revocation by oneself, a lead or an admin', async () => {
    const { report, view, grant } = await granted()
    const refs: [string, string][] = [[report.dek, '30']]
    await denied(
      () => jonas!.ask({ op: 'revoke-access', target: 'grant', id: grant.id, code: 'mistake' }),
      'no_such_grant',
    )
    await tomas!.ask({ op: 'revoke-access', target: 'grant', id: grant.id, code: 'misuse' })
    await denied(() => mara!.release(grant.id, refs), 'grant_revoked')
    const later = await keys.session('mara')
    await denied(() => access.takeUp(later, view), 'access_revoked')
    for (const by of [mara!, priya!, alva!]) {
      const next = await granted()
      await by.ask({ op: 'revoke-access', target: 'access', id: next.view.id, code: 'not_needed' })
      await denied(() => mara!.release(next.grant.id, [[next.report.dek, '30']]), 'grant_revoked')
    }
    const third = await granted()
    await keys.owner.query('UPDATE keys.access_grant SET uses_left = 1 WHERE id = $1', [third.grant.id])
    await mara!.release(third.grant.id, [[third.report.dek, '30']])
    await denied(() => mara!.release(third.grant.id, [[third.report.dek, '30']]), 'grant_spent')
    const fourth = await granted()
    await keys.owner.query('UPDATE keys.access_grant SET expires_at = now() WHERE id = $1', [fourth.grant.id])
    await denied(() => mara!.release(fourth.grant.id, [[fourth.report.dek, '30']]), 'grant_expired')
    await denied(() => access.takeUp(later, fourth.view), 'grant_expired')
  })

  it('lets a request lapse that nobody answers or takes up', async () => {
    const view = await ask(mara!, await adopted())
    await keys.owner.query('UPDATE keys.access_request SET lapses_at = now() WHERE id = $1', [view.id])
    await denied(() => access.answer(priya!, 'priya', view), 'not_waiting')
    await denied(() => access.takeUp(mara!, view), 'access_lapsed')
    expect((await access.list(mara!)).requests.find((one) => one.id === view.id)).toMatchObject({
      state: 'lapsed',
    })
  })

  it('keeps people away from accounts that are theirs or close to them, at every step', async () => {
    const [held, open, other] = [await adopted(), await adopted(), await adopted()]
    const claim = await mara!.claim(held.caseId)
    const mine = await granted()
    const waiting = await ask(mara!, open)
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_subject' } as const
    await mara!.ask({ ...relation, act: 'declared' })
    await denied(() => mara!.ask({ ...relation, act: 'declared' }), 'already_declared')
    const conflict = 'conflict_of_interest'
    await denied(() => mara!.claim(other.caseId), conflict)
    await denied(() => mara!.ask({ op: 'renew', caseId: held.caseId }), conflict)
    await denied(() => mara!.ask({ op: 'widen', caseId: held.caseId, reason: 'pattern' }), conflict)
    await denied(() => mara!.release(claim.grant.id, claim.grant.messages), conflict)
    await denied(() => mara!.release(mine.grant.id, [[mine.report.dek, '30']]), conflict)
    await denied(() => ask(mara!, other), conflict)
    await access.answer(priya!, 'priya', waiting)
    await denied(() => access.takeUp(mara!, waiting), conflict)
    await mara!.ask({ op: 'return', caseId: held.caseId })

    await denied(() => mara!.ask({ ...relation, act: 'withdrawn' }), 'oneself')
    await denied(() => jonas!.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.mara }), 'role_missing')
    await alva!.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.mara })
    expect((await mara!.release(mine.grant.id, [[mine.report.dek, '30']])).keys).toHaveLength(1)

    // A lead who is close to somebody who wrote in it does not answer; one on another platform is somebody else.
    const asked = await ask(mara!, other)
    await alva!.ask({ ...relation, act: 'declared', account: 'u_reporter', personId: PEOPLE.priya })
    await denied(() => access.answer(priya!, 'priya', asked), conflict)
    await alva!.ask({ ...relation, act: 'withdrawn', account: 'u_reporter', personId: PEOPLE.priya })
    await alva!.ask({ ...relation, act: 'declared', platform: 'elsewhere', personId: PEOPLE.priya })
    expect(await access.answer(priya!, 'priya', asked)).toMatchObject({ state: 'approved' })
  })

  it('finds a relation with somebody who only wrote in the conversation', async () => {
    const report = await adopted({
      count: 11,
      changeManifest: (manifest) => {
        manifest.messages[9]!.sender = 'u_bystander'
      },
    })
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_bystander' } as const
    await alva!.ask({ ...relation, act: 'declared', personId: PEOPLE.jonas })
    await denied(() => jonas!.claim(report.caseId), 'conflict_of_interest')
    await priya!.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.jonas })
    await jonas!.claim(report.caseId)
    await jonas!.ask({ op: 'return', caseId: report.caseId })
  })

  it('refuses decisions to whoever has declared a relation meanwhile', async () => {
    const report = await adopted()
    await jonas!.claim(report.caseId)
    const relation = { op: 'declare-relation', platform: 'harbour', account: 'u_reporter' } as const
    await jonas!.ask({ ...relation, act: 'declared' })
    await denied(
      () =>
        jonas!.ask({
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
    await alva!.ask({ ...relation, act: 'withdrawn', personId: PEOPLE.jonas })
    await jonas!.ask({ op: 'return', caseId: report.caseId })
  })

  it('freezes a person at once: sessions, claims, grants and requests, until another lead lifts it', async () => {
    const { report, grant } = await granted(jonas!)
    const claimed = await jonas!.claim((await adopted()).caseId)
    const waiting = await ask(jonas!, await adopted())
    const live = (grantId: string) => keys.client.live({ session: jonas!.id, grantId })
    expect([await live(grant.id), await live(claimed.grant.id)]).toEqual([true, true])
    await denied(
      () => priya!.ask({ op: 'freeze', personId: PEOPLE.priya, act: 'frozen', code: 'misuse' }),
      'oneself',
    )
    await denied(
      () => alva!.ask({ op: 'freeze', personId: PEOPLE.jonas, act: 'frozen', code: 'misuse' }),
      'role_missing',
    )
    await priya!.ask({ op: 'freeze', personId: PEOPLE.jonas, act: 'frozen', code: 'compromised' })
    expect([await live(grant.id), await live(claimed.grant.id)]).toEqual([false, false])
    await denied(() => jonas!.release(grant.id, [[report.dek, '30']]), 'session_revoked')
    await expect(keys.session('jonas')).rejects.toMatchObject(refused('person_inactive'))
    const change = {
      op: 'change-person',
      personId: PEOPLE.jonas,
      roles: ['moderator'],
      regions: ['EU'],
    } as const
    await denied(
      () => alva!.ask({ ...change, roles: ['moderator'], regions: ['EU'], active: true }),
      'person_frozen',
    )
    const { rows } = await keys.owner.query('SELECT state FROM keys.access_request WHERE id = $1', [
      waiting.id,
    ])
    expect(rows).toEqual([{ state: 'lapsed' }])
    const told = await keys.owner.query(
      "SELECT data->'active' AS active FROM feed.key_event WHERE kind = 'person.changed' AND ref = $1 ORDER BY seq DESC LIMIT 1",
      [PEOPLE.jonas],
    )
    expect(told.rows).toEqual([{ active: false }])
    expect((await mara!.claim(claimed.caseId)).claim).toBe(2)
    await mara!.ask({ op: 'return', caseId: claimed.caseId })
    const lift = { op: 'freeze', personId: PEOPLE.jonas, act: 'released', code: 'cleared' } as const
    await denied(() => priya!.ask(lift), 'froze_it_oneself')
    await tomas!.ask(lift)
    await denied(() => tomas!.ask(lift), 'not_frozen')
    jonas = await keys.session('jonas')
    await denied(() => jonas!.release(grant.id, [[report.dek, '30']]), 'other_session')
  })

  it('shows each only what is theirs, and what waits to leads of the region', async () => {
    const us = await adopted({ count: 11, region: 'US' })
    const scope: AccessScope = { kind: 'window', caseId: us.caseId, around: 1 }
    await denied(
      () => access.ask(jonas!, scope, { purpose: 'APPEAL_REVIEW', reason: 'appeal' }),
      'wrong_region',
    )
    const view = await access.ask(mara!, scope, { purpose: 'APPEAL_REVIEW', reason: 'appeal' })
    await alva!.ask({
      ...{
        op: 'change-person',
        personId: PEOPLE.tomas,
        roles: ['safety_lead'],
        regions: ['EU'],
        active: true,
      },
    })
    const shown = async (session: TestSession) =>
      (await access.list(session, 'waiting')).requests.some((one) => one.id === view.id)
    expect([await shown(priya!), await shown(tomas!)]).toEqual([true, false])
    await denied(() => access.answer(tomas!, 'tomas', view), 'wrong_region')
    expect((await access.list(jonas!)).requests.some((one) => one.id === view.id)).toBe(false)
  })
})
