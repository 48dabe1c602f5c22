import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ACCESS_RULES, type AccessScope, accessScopeInput } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { verifyCheckpoint, verifyCommitted } from '#domain/committed-entry'
import type { CommittedEntry } from '#domain/key-request'
import { openMessage } from '#lib/envelope-node'
import { NODE_PROOF_CRYPTO } from '#services/keys/key-client'
import { sha256 } from '#services/ledger/tree'
import { AccessHouse, refused } from '../support/keys/access-house'
import { PEOPLE } from '../support/keys/key-service'

const HOUR = 60 * 60_000

describe('access that others must approve', () => {
  const house = new AccessHouse({ count: 61, reported: [30] })
  const window = (caseId: string, around: number): AccessScope => ({ kind: 'window', caseId, around })

  it('widens an own claim beyond twenty with a lead, for an hour and while the claim lives', async () => {
    const report = await house.adopted({ count: 101, reported: [50] })
    await expect(
      house.access.ask(house.mara, window(report.caseId, 40), {
        purpose: 'USER_REPORT_REVIEW',
        reason: 'pattern',
      }),
    ).rejects.toMatchObject(refused('no_claim'))
    await house.mara.claim(report.caseId)
    await expect(
      house.access.ask(house.mara, window(report.caseId, 20), {
        purpose: 'USER_REPORT_REVIEW',
        reason: 'pattern',
      }),
    ).rejects.toMatchObject(refused('widen_yourself'))
    const view = await house.access.ask(house.mara, window(report.caseId, 40), {
      ...{ purpose: 'USER_REPORT_REVIEW', reason: 'pattern' },
    })
    expect(view).toMatchObject({
      state: 'waiting',
      needed: 1,
      messages: 81,
      reports: 1,
      minutes: 60,
      uses: 100,
    })
    await expect(house.access.takeUp(house.mara, view)).rejects.toMatchObject(refused('access_waiting'))
    expect(await house.access.answer(house.priya, 'priya', view)).toMatchObject({ state: 'approved' })
    const grant = await house.access.takeUp(house.mara, view)
    expect(grant.cases).toEqual([{ caseId: report.caseId, region: 'EU', messages: [[report.dek, '10-90']] }])
    expect((await house.mara.release(grant.id, [[report.dek, '10,90']])).keys).toHaveLength(2)
    await expect(house.mara.release(grant.id, [[report.dek, '9']])).rejects.toMatchObject(
      refused('not_in_grant'),
    )
    await expect(house.mara.release(grant.id, [[report.dek, '91']])).rejects.toMatchObject(
      refused('not_in_grant'),
    )
    await house.mara.ask({ op: 'return', caseId: report.caseId })
    await expect(house.mara.release(grant.id, [[report.dek, '50']])).rejects.toMatchObject(
      refused('claim_ended'),
    )
  })

  it('hands out keys that open their own message and none of the others', async () => {
    const [report, other] = [await house.adopted(), await house.adopted()]
    const view = await house.access.ask(house.jonas, window(report.caseId, 10), {
      ...{ purpose: 'APPEAL_REVIEW', reason: 'appeal' },
    })
    await house.access.answer(house.priya, 'priya', view)
    const grant = await house.access.takeUp(house.jonas, view)
    const { keys: released } = await house.jonas.release(grant.id, [[report.dek, '20-40']])
    expect(released).toHaveLength(21)
    const opens = released.flatMap(({ seq, okm }) =>
      [report, other].flatMap((sealed) =>
        sealed.envelopes.flatMap(({ bytes, fields, text }, at) => {
          try {
            const plain = openMessage(bytes, okm, fields).toString('utf8')
            return [{ right: sealed === report && at === seq && plain === text }]
          } catch {
            return []
          }
        }),
      ),
    )
    expect(opens).toEqual(released.map(() => ({ right: true })))
  })

  it('gives a second reviewer exactly what people opened, and nobody their own work', async () => {
    const report = await house.adopted()
    const scope: AccessScope = { kind: 'opened', caseId: report.caseId }
    const asked = { purpose: 'SECOND_REVIEW', reason: 'second_opinion' } as const
    await expect(house.access.ask(house.jonas, scope, asked)).rejects.toMatchObject(refused('nothing_opened'))
    const claim = await house.mara.claim(report.caseId)
    await house.mara.release(claim.grant.id, [[report.dek, '27-30']])
    await house.mara.release(claim.grant.id, [[report.dek, '30-32']])
    await house.mara.ask({ op: 'return', caseId: report.caseId })
    await house.keys.worker.score([{ reportId: report.reportId, attempt: 1 }])
    for (const purpose of ['SECOND_REVIEW', 'QUALITY_SAMPLE', 'APPEAL_REVIEW'] as const)
      await expect(house.access.ask(house.mara, scope, { purpose, reason: 'quality' })).rejects.toMatchObject(
        refused('own_work'),
      )
    for (const purpose of ['SECOND_REVIEW', 'QUALITY_SAMPLE', 'APPEAL_REVIEW'] as const) {
      const view = await house.access.ask(house.jonas, scope, { purpose, reason: 'quality' })
      expect(view.messages).toBe(6)
      await house.access.answer(house.tomas, 'tomas', view)
      const grant = await house.access.takeUp(house.jonas, view)
      expect(grant.cases[0]!.messages).toEqual([[report.dek, '27-32']])
      expect((await house.jonas.release(grant.id, [[report.dek, '27-32']])).keys).toHaveLength(6)
    }
    await expect(
      house.access.ask(house.jonas, window(report.caseId, 5), {
        purpose: 'SECOND_REVIEW',
        reason: 'quality',
      }),
    ).rejects.toMatchObject(refused('wrong_scope'))
  })

  it('lets an appeal see more than was opened, and tells no case by its window of what is beside it', async () => {
    const report = await house.adopted()
    const view = await house.access.ask(house.jonas, window(report.caseId, 25), {
      purpose: 'APPEAL_REVIEW',
      reason: 'appeal',
    })
    await house.access.answer(house.priya, 'priya', view)
    const grant = await house.access.takeUp(house.jonas, view)
    expect(grant.cases[0]!.messages).toEqual([[report.dek, '5-55']])
  })

  it('needs two leads for a legal order, and covers exactly its accounts, conversations and dates', async () => {
    const one = await house.adopted({ count: 20, reported: [3], conversation: 'c_order_1' })
    const two = await house.adopted({
      count: 20,
      reported: [3],
      conversation: 'c_order_2',
      note: 'please look',
    })
    await house.adopted({ count: 20, reported: [3], conversation: 'c_order_2_us', region: 'US' })
    const at = one.manifest.messages[0]!.at
    const scope: AccessScope = {
      ...{ kind: 'identifiers', platform: 'harbour', region: 'EU', accounts: ['u_subject'] },
      ...{ conversations: ['c_order_1', 'c_order_2', 'c_order_2_us'], from: at, to: at + HOUR },
    }
    const asked = { purpose: 'LEGAL_PROCESS', reason: 'order', ref: 'EU-2026/114' } as const
    await expect(house.access.ask(house.mara, scope, asked)).rejects.toMatchObject(refused('role_missing'))
    await house.asLegal(async (legal) => {
      for (const [change, code] of [
        [{ accounts: [], conversations: [] }, 'no_identifiers'],
        [{ to: at }, 'empty_period'],
        [{ region: 'US' }, 'wrong_region'],
        [{ platform: 'elsewhere' }, 'nothing_found'],
      ] as const)
        await expect(
          house.access.ask(legal, { ...scope, ...change } as AccessScope, asked),
        ).rejects.toMatchObject(refused(code))
      const narrow = { ...scope, to: one.manifest.messages[9]!.at, conversations: ['c_order_1'] }
      expect((await house.access.ask(legal, narrow, asked)).messages).toBe(4)
      const view = await house.access.ask(legal, scope, asked)
      expect(view).toMatchObject({ messages: 20, reports: 2, needed: 2, ref: 'EU-2026/114', minutes: 240 })
      expect(await house.access.answer(house.priya, 'priya', view)).toMatchObject({ state: 'waiting' })
      await expect(house.access.answer(house.priya, 'priya', view)).rejects.toMatchObject(
        refused('already_answered'),
      )
      await expect(house.access.takeUp(legal, view)).rejects.toMatchObject(refused('access_waiting'))
      expect(await house.access.answer(house.tomas, 'tomas', view)).toMatchObject({ state: 'approved' })
      const grant = await house.access.takeUp(legal, view)
      const odd = '1,3,5,7,9,11,13,15,17,19'
      expect(new Map(grant.cases.map((part) => [part.caseId, part.messages]))).toEqual(
        new Map([
          [one.caseId, [[one.dek, odd]]],
          [two.caseId, [[two.dek, odd]]],
        ]),
      )
      const { keys: released, entry } = await legal.release(grant.id, [[two.dek, odd]])
      expect(released).toHaveLength(10)
      expect(entry).toMatchObject({ case: two.caseId, grant: grant.id })
      // One request, one case: two at once have no single case to be recorded under.
      const both = [one, two].map((report): [string, string] => [report.dek, '1']).sort()
      await expect(legal.release(grant.id, both)).rejects.toMatchObject(refused('not_in_grant'))
      await expect(legal.release(grant.id, [[two.dek, '20']])).rejects.toMatchObject(refused('not_in_grant'))
      await expect(legal.release(grant.id, [[two.dek, '0']])).rejects.toMatchObject(refused('not_in_grant'))
    })
    // The role has gone, and the grant with it.
    expect(
      (await house.access.list(house.jonas)).grants.filter((one) => one.purpose === 'LEGAL_PROCESS'),
    ).toEqual([])
  })

  it('keeps the other purposes of the law to legal responders, each by its own rule', async () => {
    const report = await house.adopted()
    await house.asLegal(async (legal) => {
      const period = { from: 0, to: Date.now() }
      const byConversation: AccessScope = {
        ...{ kind: 'identifiers', platform: 'harbour', region: 'EU', accounts: [], ...period },
        conversations: [report.manifest.conversation],
      }
      for (const [purpose, scope] of [
        ['CHILD_SAFETY_FILING', window(report.caseId, 5)],
        ['DATA_SUBJECT_REQUEST', byConversation],
        ['SECURITY_INCIDENT', window(report.caseId, 5)],
      ] as const) {
        await expect(
          house.access.ask(house.mara, scope, { purpose, reason: 'statute' }),
        ).rejects.toMatchObject(refused('role_missing'))
        const view = await house.access.ask(legal, scope, { purpose, reason: 'statute' })
        const answers = [await house.access.answer(house.priya, 'priya', view)]
        if (ACCESS_RULES[purpose].approvers === 2)
          answers.push(await house.access.answer(house.tomas, 'tomas', view))
        expect(answers.at(-1)).toMatchObject({ state: 'approved' })
        const grant = await house.access.takeUp(legal, view)
        expect((await legal.release(grant.id, [[report.dek, '30']])).keys).toHaveLength(1)
      }
      await expect(
        house.access.ask(legal, window(report.caseId, 5), { purpose: 'USER_REPORT_REVIEW', reason: 'order' }),
      ).rejects.toMatchObject(refused('role_missing'))
      await expect(
        house.access.ask(legal, window(report.caseId, 5), { purpose: 'CLASSIFIER_SCORING', reason: 'order' }),
      ).rejects.toMatchObject(refused('role_missing'))
      // What is to be destroyed is approved alike, and never taken up to read.
      const erase = await house.access.ask(legal, byConversation, {
        ...{ purpose: 'DATA_SUBJECT_REQUEST', reason: 'subject_right', act: 'erase' },
      })
      await house.access.answer(house.priya, 'priya', erase)
      await house.access.answer(house.tomas, 'tomas', erase)
      await expect(house.access.takeUp(legal, erase)).rejects.toMatchObject(refused('use_shred'))
      await expect(
        house.access.ask(legal, window(report.caseId, 5), {
          ...{ purpose: 'CHILD_SAFETY_FILING', reason: 'statute', act: 'erase' },
        }),
      ).rejects.toMatchObject(refused('not_erasable'))
    })
  })

  it('refuses what one request cannot cover, rather than a part of it', async () => {
    const conversation = `c_${randomUUID()}`
    const first = await house.adopted({ count: 3_000, reported: [5], conversation })
    await house.adopted({ count: 3_000, reported: [5], conversation, caseId: first.caseId, firstId: 3_000 })
    const scope: AccessScope = {
      ...{
        kind: 'identifiers',
        platform: 'harbour',
        region: 'EU',
        accounts: [],
        conversations: [conversation],
      },
      ...{ from: 0, to: Date.now() + 24 * HOUR },
    }
    const asked = { purpose: 'LEGAL_PROCESS', reason: 'order', ref: 'EU-2026/115' } as const
    await house.asLegal(async (legal) => {
      await expect(house.access.ask(legal, scope, asked)).rejects.toMatchObject({
        ...{ code: 'invalid', reason: 'too_many_messages' },
      })
      const half = { ...scope, to: first.manifest.messages[2_999]!.at + 1 }
      expect((await house.access.ask(legal, half, asked)).messages).toBe(3_000)
    })
  })

  it('proves a request to whoever must answer it, and to nobody else', async () => {
    const report = await house.adopted()
    const view = await house.access.ask(house.mara, window(report.caseId, 9), {
      purpose: 'EMERGENCY_DISCLOSURE',
      reason: 'safety',
    })
    const answer = await house.priya.ask<CommittedEntry & { scope: AccessScope; salt: string }>({
      ...{ op: 'read-access', accessId: view.id, seen: 0 },
    })
    const checkpoint = await verifyCheckpoint(NODE_PROOF_CRYPTO, house.keys.trust, answer.checkpoint)
    const { entry, leaf } = verifyCommitted(NODE_PROOF_CRYPTO, answer, checkpoint)
    expect(entry).toMatchObject({
      ...{
        kind: 'request',
        access: view.id,
        purpose: 'EMERGENCY_DISCLOSURE',
        breakGlass: true,
        approvers: 1,
      },
      messages: [[report.dek, '21-39']],
      // The very window or accounts that were asked for are bound, though the entry names none.
      scope: toBase64Url(sha256(accessScopeInput(fromBase64Url(answer.salt), answer.scope))),
    })
    expect(answer.scope).toEqual(window(report.caseId, 9))
    expect(Buffer.from(leaf).equals(fromBase64Url(view.hash))).toBe(true)
    for (const other of [house.jonas, house.alva])
      await expect(other.ask({ op: 'read-access', accessId: view.id, seen: 0 })).rejects.toMatchObject(
        refused('no_such_request'),
      )
    await expect(house.jonas.ask({ op: 'list-access', view: 'waiting' })).rejects.toMatchObject(
      refused('role_missing'),
    )
    const text = JSON.stringify(await house.keys.entries())
    for (const id of Object.values(PEOPLE)) expect(text).not.toContain(id)
  })
})
