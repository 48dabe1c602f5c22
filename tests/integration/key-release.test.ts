import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyExtends } from '#domain/committed-entry'
import { NODE_PROOF_CRYPTO } from '#services/keys/key-client'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import { TestSession } from '../support/keys/session'
import { until } from '../support/until'

const MINUTE = 60_000

describe('releasing keys', () => {
  let keys: KeyServiceForTests
  let mara: TestSession
  let jonas: TestSession
  beforeAll(async () => {
    keys = await startTestKeyService({ sweepEveryMs: 100 })
    mara = await keys.session('mara')
    jonas = await keys.session('jonas')
  })
  afterAll(() => keys?.stop())

  async function claimed(
    session = mara,
    seal: Parameters<KeyServiceForTests['put']>[0] = { count: 31, reported: [15] },
  ) {
    const report = await keys.put(seal)
    await keys.adopted(report)
    return { report, claim: await session.claim(report.caseId) }
  }
  const denials = async (code: string) =>
    (await keys.entries()).filter((entry) => entry.kind === 'deny' && entry.code === code)
  const refused = (code: string, status: 'forbidden' | 'conflict' = 'forbidden') => ({
    code: status,
    reason: code,
  })

  it('gives a raced case to exactly one of twenty', async () => {
    const report = await keys.put()
    await keys.adopted(report)
    const racers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? mara : jonas).claim(report.caseId).then(
          () => 'won',
          (error) => error.reason,
        ),
      ),
    )
    expect(racers.filter((outcome) => outcome === 'won')).toHaveLength(1)
    expect(racers.filter((outcome) => outcome === 'lease_held')).toHaveLength(19)
    expect(await denials('lease_held')).toHaveLength(19)
    const taken = (await keys.entries()).filter(
      (entry) => entry.kind === 'claim' && entry.case === report.caseId,
    )
    expect(taken).toHaveLength(1)
  })

  it('opens the reported message and five on either side, and not one more', async () => {
    const { report, claim } = await claimed()
    expect(claim.grant.messages).toEqual([[report.dek, '10-20']])
    const { keys: released } = await mara.release(claim.grant.id, [[report.dek, '10,20']])
    expect(released.map((key) => key.seq)).toEqual([10, 20])
    for (const seqs of ['9', '21', '9-20', '10-21', '0-30'])
      await expect(mara.release(claim.grant.id, [[report.dek, seqs]])).rejects.toMatchObject(
        refused('not_in_grant'),
      )
    for (const seqs of ['20,10', '10-10', '010', '10-12,13', ''])
      await expect(mara.release(claim.grant.id, [[report.dek, seqs]])).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|invalid/),
      })
  })

  it('refuses keys of another report, though the positions are granted', async () => {
    const { claim } = await claimed()
    const other = await claimed()
    await expect(mara.release(claim.grant.id, [[other.report.dek, '10-20']])).rejects.toMatchObject(
      refused('not_in_grant'),
    )
    const ghost = 'ab'.repeat(16)
    await expect(mara.release(claim.grant.id, [[ghost, '10']])).rejects.toMatchObject(refused('not_in_grant'))
  })

  it('refuses a grant that is another person’s, another session’s or nobody’s', async () => {
    const { claim } = await claimed()
    await expect(jonas.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('no_such_grant'),
    )
    await expect(mara.release(randomUUID(), claim.grant.messages)).rejects.toMatchObject(
      refused('no_such_grant'),
    )
    const again = await keys.session('mara')
    await expect(again.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('other_session'),
    )
    const renewed = await again.ask<typeof claim>({ op: 'renew', caseId: claim.caseId })
    expect((await again.release(renewed.grant.id, renewed.grant.messages)).keys).toHaveLength(11)
  })

  it('answers a replayed request with 409 and never with keys', async () => {
    const { report, claim } = await claimed()
    const recipient = TestSession.recipient()
    const signed = mara.sign({
      op: 'release',
      grantId: claim.grant.id,
      messages: [[report.dek, '15']],
      recipient,
      seen: 0,
    })
    await keys.client.signed(signed)
    await expect(keys.client.signed(signed)).rejects.toMatchObject(refused('replayed', 'conflict'))
    const both = mara.sign({
      op: 'release',
      grantId: claim.grant.id,
      messages: [[report.dek, '15']],
      recipient,
      seen: 0,
    })
    const outcomes = await Promise.allSettled([keys.client.signed(both), keys.client.signed(both)])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('refuses a changed payload, a foreign signature, an unknown signer and an old request', async () => {
    const { claim } = await claimed()
    const signed = mara.sign({ op: 'return', caseId: claim.caseId })
    const other = jonas.sign({ op: 'return', caseId: claim.caseId })
    for (const forged of [
      { ...signed, payload: other.payload },
      { ...other, signer: mara.id },
      { ...signed, signer: randomUUID() },
      { ...signed, signer: 'worker:worker-1' },
      { ...signed, signer: 'worker:nobody' },
    ])
      await expect(keys.client.signed(forged)).rejects.toMatchObject({ code: 'unauthenticated' })
    const old = { op: 'return' as const, caseId: claim.caseId, at: Date.now() - 6 * MINUTE }
    await expect(mara.ask(old)).rejects.toMatchObject(refused('stale_request'))
    await expect(
      mara.ask({
        op: 'score',
        items: [{ reportId: randomUUID(), attempt: 1 }],
        recipient: 'A'.repeat(87),
        seen: 0,
      }),
    ).rejects.toMatchObject({ code: 'invalid' })
  })

  it('refuses a case of a region that the person does not serve', async () => {
    const report = await keys.put({ region: 'US' })
    await keys.adopted(report)
    await expect(jonas.claim(report.caseId)).rejects.toMatchObject(refused('wrong_region'))
    expect((await mara.claim(report.caseId)).grant.messages).toEqual([[report.dek, '0-10']])
  })

  it('lets only moderators claim, and only what is adopted', async () => {
    const priya = await keys.session('priya')
    const alva = await keys.session('alva')
    const report = await keys.put()
    await keys.adopted(report)
    await expect(priya.claim(report.caseId)).rejects.toMatchObject(refused('role_missing'))
    await expect(alva.claim(report.caseId)).rejects.toMatchObject(refused('role_missing'))
    await expect(mara.claim(randomUUID())).rejects.toMatchObject({ code: 'not_found', reason: 'not_adopted' })
  })

  it('opens nothing once the lease has expired, frees the case and records it', async () => {
    const { report, claim } = await claimed()
    keys.clock.offsetMs = 61 * MINUTE
    try {
      await expect(
        mara.ask({
          op: 'release',
          grantId: claim.grant.id,
          messages: claim.grant.messages,
          recipient: TestSession.recipient(),
          seen: 0,
          at: Date.now() + 61 * MINUTE,
        }),
      ).rejects.toMatchObject({ code: 'forbidden' })
      await until(1, async () => {
        const { rowCount } = await keys.owner.query(
          "SELECT 1 FROM feed.key_event WHERE ref = $1 AND data->>'act' = 'expired'",
          [report.caseId],
        )
        return rowCount
      })
      const ended = (await keys.entries()).filter(
        (entry) => entry.kind === 'claim' && entry.case === report.caseId,
      )
      expect(ended.map((entry) => entry.act)).toEqual(['taken', 'expired'])
      const taken = await jonas.ask<{ claim: number }>({
        op: 'claim',
        caseId: report.caseId,
        at: Date.now() + 61 * MINUTE,
      })
      expect(taken.claim).toBe(2)
    } finally {
      keys.clock.offsetMs = 0
    }
  })

  it('ends a grant with its claim: returned cases open nothing', async () => {
    const { claim } = await claimed()
    await mara.ask({ op: 'return', caseId: claim.caseId })
    await expect(mara.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('claim_ended'),
    )
    await jonas.claim(claim.caseId)
    await expect(mara.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('claim_ended'),
    )
  })

  it('widens to twenty with a reason, which the grant’s entry keeps', async () => {
    const { report, claim } = await claimed(mara, { count: 61, reported: [30] })
    const wider = await mara.ask<typeof claim>({ op: 'widen', caseId: claim.caseId, reason: 'pattern' })
    expect(wider.grant.messages).toEqual([[report.dek, '10-50']])
    await mara.release(wider.grant.id, [[report.dek, '10']])
    await expect(mara.release(wider.grant.id, [[report.dek, '9']])).rejects.toMatchObject(
      refused('not_in_grant'),
    )
    const grants = (await keys.entries()).filter(
      (entry) => entry.kind === 'grant' && entry.ref === claim.caseId,
    )
    expect(grants.map((entry) => entry.reason)).toEqual(['user_report', 'pattern'])
    await expect(jonas.ask({ op: 'widen', caseId: claim.caseId, reason: 'pattern' })).rejects.toMatchObject(
      refused('no_claim', 'conflict'),
    )
  })

  it('counts uses, also of requests that share a commit', async () => {
    const { report, claim } = await claimed()
    await keys.owner.query('UPDATE keys.access_grant SET uses_left = 3 WHERE id = $1', [claim.grant.id])
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => mara.release(claim.grant.id, [[report.dek, '15']])),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3)
    await expect(mara.release(claim.grant.id, [[report.dek, '15']])).rejects.toMatchObject(
      refused('grant_spent'),
    )
  })

  it('stops a person who was made inactive at once, and frees their cases', async () => {
    const { claim } = await claimed(jonas)
    const alva = await keys.session('alva')
    await alva.ask({
      op: 'change-person',
      personId: PEOPLE.jonas,
      roles: ['moderator'],
      regions: ['EU'],
      active: false,
    })
    await expect(jonas.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('session_revoked'),
    )
    await expect(keys.session('jonas')).rejects.toMatchObject({ reason: 'person_inactive' })
    expect((await mara.claim(claim.caseId)).claim).toBe(2)
    await alva.ask({
      op: 'change-person',
      personId: PEOPLE.jonas,
      roles: ['moderator'],
      regions: ['EU'],
      active: true,
    })
    jonas = await keys.session('jonas')
  })

  it('opens nothing for whoever can write the console’s whole schema', async () => {
    const report = await keys.put({ region: 'US' })
    await keys.adopted(report)
    const { claim } = await claimed()
    const console_ = new Client({ connectionString: keys.database.console })
    await console_.connect()
    try {
      await console_.query('UPDATE person SET roles = $1, regions = $2', [
        ['moderator', 'admin'],
        ['EU', 'US'],
      ])
      await console_.query("INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour')")
      await console_.query(
        `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage, claim_no, claimed_by, lease_until)
         VALUES ($1, 'harbour', 'EU', 'forged', 'direct', 'x', 'claimed', 9, $2, now() + interval '1 day')`,
        [report.caseId, PEOPLE.jonas],
      )
      for (const statement of [
        'SELECT * FROM keys.report',
        'UPDATE keys.review_case SET holder = NULL',
        'SELECT * FROM door.box',
        "INSERT INTO feed.key_event (kind, ref) VALUES ('claim.changed', 'x')",
        'CREATE TABLE keys.mine (id int)',
        'SET ROLE cs_keyd',
      ])
        await expect(console_.query(statement)).rejects.toMatchObject({ code: '42501' })
    } finally {
      await console_.end()
    }
    await expect(jonas.claim(report.caseId)).rejects.toMatchObject(refused('wrong_region'))
    await expect(jonas.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject(
      refused('no_such_grant'),
    )
  })

  it('proves that each answer extends what the reader has seen', async () => {
    const { report, claim } = await claimed()
    const first = await mara.release(claim.grant.id, [[report.dek, '15']])
    const second = await mara.release(claim.grant.id, [[report.dek, '16']], first.checkpoint.size)
    verifyExtends(NODE_PROOF_CRYPTO, first.checkpoint, second.checkpoint, second.answer.consistency)
    expect(second.checkpoint.size).toBeGreaterThan(first.checkpoint.size)
  })

  it('keeps the recipient’s key, the messages and the person’s pseudonym in the entry, and no name', async () => {
    const { report, claim } = await claimed()
    const { entry } = await mara.release(claim.grant.id, [[report.dek, '12-14']])
    expect(entry).toMatchObject({
      kind: 'release',
      case: report.caseId,
      region: 'EU',
      messages: [[report.dek, '12-14']],
    })
    expect(entry.who).toHaveLength(22)
    const text = JSON.stringify(await keys.entries())
    for (const id of Object.values(PEOPLE)) expect(text).not.toContain(id)
  })
})
