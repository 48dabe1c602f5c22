import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url, fromUtf8, toBase64Url, toHex, utf8 } from '#domain/bytes'
import { boxInfo } from '#domain/envelope'
import type { ClaimAnswer, CommittedEntry, LedgerPage } from '#domain/key-request'
import { EpochRecord, encodeManifest, type Manifest } from '#domain/manifest'
import { sealMessage } from '#lib/envelope-node'
import { hpkeSeal } from '#lib/hpke'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'
import { TestSession } from '../support/keys/session'

describe('deciding, and what the ledger tells whom', () => {
  let keys: KeyServiceForTests
  let mara: TestSession
  beforeAll(async () => {
    keys = await startTestKeyService()
    mara = await keys.session('mara')
  })
  afterAll(() => keys?.stop())

  /** What the reader does when a rationale is signed. */
  async function rationaleFor(
    report: SealedReport,
    decisionId: string,
    change?: (manifest: Manifest) => void,
  ) {
    const epoch = (await keys.client.epochs())
      .map((signed) => EpochRecord.parse(JSON.parse(fromUtf8(fromBase64Url(signed.record)))))
      .find((record) => record.region === report.manifest.region)!
    const [dekId, dek, salt] = [randomBytes(16), randomBytes(32), randomBytes(32)]
    const { region, platform, conversation } = report.manifest
    const at = Date.now()
    const fields = {
      region,
      platform,
      conversation,
      messageId: decisionId,
      sender: 'moderator',
      sentAtMs: at,
      kind: 'rationale',
      franking: 'none' as const,
    }
    const hash = createHash('sha256')
      .update(sealMessage(dek, dekId, 0, salt, fields, utf8('because')))
      .digest('base64url')
    const manifest: Manifest = {
      ...{ v: 1, region, platform, conversation, report: decisionId, dek: toHex(dekId), epoch: epoch.id },
      ...{ reporter: '', subject: report.manifest.subject, sealedAt: at },
      messages: [
        { seq: 0, id: decisionId, sender: 'moderator', at, reported: false, kind: 'rationale', hash },
      ],
    }
    change?.(manifest)
    const bytes = encodeManifest(manifest)
    const info = boxInfo({ region, platform, conversation, report: decisionId, dekId, epoch: epoch.id })
    const { enc, ciphertext } = hpkeSeal(
      fromBase64Url(epoch.publicKey),
      info,
      createHash('sha256').update(bytes).digest(),
      Buffer.concat([dek, salt]),
    )
    return {
      dek: toHex(dekId),
      manifest: toBase64Url(bytes),
      box: toBase64Url(Buffer.concat([enc, ciphertext])),
      hash,
    }
  }
  async function decision(report: SealedReport, session = mara, change?: (manifest: Manifest) => void) {
    const decisionId = randomUUID()
    const rationale = await rationaleFor(report, decisionId, change)
    return session.ask<CommittedEntry>({
      op: 'decide',
      caseId: report.caseId,
      decisionId,
      policy: 'harassment',
      action: 'warn',
      rationale,
    })
  }
  async function adopted(seal: Parameters<KeyServiceForTests['put']>[0] = {}) {
    const report = await keys.put(seal)
    await keys.adopted(report)
    return report
  }

  it('decides a held case, ends the claim and tells the feed', async () => {
    const report = await adopted()
    const { grant } = await mara.claim(report.caseId)
    const { index } = await decision(report)
    const kinds = (await keys.entries()).slice(index).map((entry) => [entry.kind, entry.act ?? entry.policy])
    expect(kinds).toEqual([
      ['case.decided', 'harassment'],
      ['claim', 'decided'],
    ])
    await expect(mara.release(grant.id, grant.messages)).rejects.toMatchObject({ reason: 'claim_ended' })
    await expect(mara.claim(report.caseId)).rejects.toMatchObject({ reason: 'already_decided' })
    const { rows } = await keys.owner.query<{ kind: string }>(
      'SELECT kind FROM feed.key_event WHERE ref = $1 ORDER BY seq',
      [report.caseId],
    )
    expect(rows.map((row) => row.kind)).toEqual(['claim.changed', 'claim.changed', 'case.decided'])
  })

  it('refuses a decision without the claim, or with a rationale that is not this case’s', async () => {
    const report = await adopted()
    await expect(decision(report)).rejects.toMatchObject({ reason: 'no_claim' })
    await mara.claim(report.caseId)
    const jonas = await keys.session('jonas')
    await expect(decision(report, jonas)).rejects.toMatchObject({ reason: 'no_claim' })
    for (const change of [
      (manifest: Manifest) => {
        manifest.conversation = 'c_other'
      },
      (manifest: Manifest) => {
        manifest.region = 'US'
      },
      (manifest: Manifest) => {
        manifest.messages[0]!.kind = 'text'
      },
      (manifest: Manifest) => {
        manifest.messages[0]!.hash = 'A'.repeat(43)
      },
      (manifest: Manifest) => {
        manifest.report = randomUUID()
      },
    ])
      await expect(decision(report, mara, change)).rejects.toMatchObject({
        code: 'invalid',
        reason: 'bad_rationale',
      })
    const decisionId = randomUUID()
    const rationale = await rationaleFor(report, decisionId)
    await expect(
      mara.ask({ op: 'decide', caseId: report.caseId, decisionId, policy: 'none', action: 'ban', rationale }),
    ).rejects.toMatchObject({ reason: 'action_without_policy' })
    await decision(report)
  })

  it('makes a moderator see a report that joined before deciding', async () => {
    const report = await adopted({ conversation: 'c_join', count: 31, reported: [3] })
    const first = await mara.claim(report.caseId)
    const joined = await adopted({ conversation: 'c_join', caseId: report.caseId, count: 31, reported: [27] })
    await expect(decision(report)).rejects.toMatchObject({ code: 'conflict', reason: 'reports_joined' })
    const renewed = await mara.ask<ClaimAnswer>({ op: 'renew', caseId: report.caseId })
    expect(first.grant.messages).toEqual([[report.dek, '0-8']])
    // Both reports hold all messages: each opens around what it reports itself.
    expect(new Map(renewed.grant.messages)).toEqual(
      new Map([
        [report.dek, '0-8'],
        [joined.dek, '22-30'],
      ]),
    )
    await decision(report)
  })

  it('opens no more of a report when another one repeats its messages, all of them reported', async () => {
    const report = await adopted({ conversation: 'c_repeated', count: 31, reported: [15] })
    const all = Array.from({ length: 31 }, (_, seq) => seq)
    const { caseId } = report
    const repeated = await adopted({ conversation: 'c_repeated', caseId, count: 31, reported: all })
    const { grant } = await mara.claim(caseId)
    expect(new Map(grant.messages)).toEqual(
      new Map([
        [report.dek, '10-20'],
        [repeated.dek, '0-30'],
      ]),
    )
  })

  it('keeps a report that arrives after the decision open for a fresh claim, and only that one', async () => {
    const report = await adopted({ conversation: 'c_late' })
    await mara.claim(report.caseId)
    await decision(report)
    const late = await adopted({ conversation: 'c_late', caseId: report.caseId })
    const claim = await mara.claim(report.caseId)
    expect(claim).toMatchObject({ claim: 2, grant: { messages: [[late.dek, '0-10']] } })
    expect((await mara.release(claim.grant.id, claim.grant.messages)).keys).toHaveLength(11)
    await decision(late)
    await expect(mara.claim(report.caseId)).rejects.toMatchObject({ reason: 'already_decided' })
  })

  it('shows a lead every access but their own, and records that they looked', async () => {
    const report = await adopted()
    const { grant } = await mara.claim(report.caseId)
    await mara.release(grant.id, grant.messages)
    const priya = await keys.session('priya')
    const tomas = await keys.session('tomas')
    const page = await priya.ask<LedgerPage>({ op: 'query-ledger', caseId: report.caseId, limit: 50 })
    expect(page.rows.map((row) => row.kind)).toEqual(['release', 'grant', 'claim'])
    expect(page.rows[0]).toMatchObject({
      personId: PEOPLE.mara,
      caseId: report.caseId,
      subject: 'u_subject',
      purpose: 'USER_REPORT_REVIEW',
    })
    const own = await priya.ask<LedgerPage>({ op: 'query-ledger', personId: PEOPLE.priya, limit: 50 })
    expect(own).toMatchObject({ rows: [], leftOut: 2 })
    const about = await tomas.ask<LedgerPage>({
      op: 'query-ledger',
      personId: PEOPLE.priya,
      kind: 'ledger.read',
      limit: 50,
    })
    expect(about.rows).toHaveLength(2)
    const machines = await tomas.ask<LedgerPage>({ op: 'query-ledger', actors: 'machines', limit: 3 })
    expect(
      machines.rows.every((row) => row.personId === undefined || row.personId.startsWith('worker:')),
    ).toBe(true)
    const older = await tomas.ask<LedgerPage>({ op: 'query-ledger', limit: 2 })
    expect(older.next).toBe(older.rows[1]!.index)
    expect(
      (await tomas.ask<LedgerPage>({ op: 'query-ledger', limit: 2, before: older.next })).rows[0]!.index,
    ).toBeLessThan(older.next!)
    const raw = await tomas.ask<{ entries: string[]; size: number }>({
      op: 'read-entries',
      from: 0,
      limit: 1000,
    })
    expect(raw.entries).toHaveLength(raw.size)
    await expect(mara.ask({ op: 'query-ledger', limit: 5 })).rejects.toMatchObject({ reason: 'role_missing' })
    await expect(mara.ask({ op: 'read-entries', from: 0, limit: 5 })).rejects.toMatchObject({
      reason: 'role_missing',
    })
  })

  it('lets an admin change others but not oneself, and no roles that may not meet', async () => {
    const alva = await keys.session('alva')
    const change = (personId: string, roles: ('moderator' | 'admin' | 'safety_lead')[]) =>
      alva.ask<CommittedEntry>({ op: 'change-person', personId, roles, regions: ['EU'], active: true })
    await expect(change(PEOPLE.alva, ['admin', 'moderator'])).rejects.toMatchObject({ reason: 'oneself' })
    // Another spelling of one's own id is the same row to PostgreSQL.
    await expect(change(PEOPLE.alva.toUpperCase(), ['moderator'])).rejects.toMatchObject({ code: 'invalid' })
    await expect(change(PEOPLE.jonas, ['moderator', 'admin'])).rejects.toMatchObject({
      reason: 'roles_conflict',
    })
    await expect(
      mara.ask({ op: 'change-person', personId: PEOPLE.jonas, roles: [], regions: [], active: true }),
    ).rejects.toMatchObject({ reason: 'role_missing' })
    await change(PEOPLE.jonas, ['safety_lead'])
    const jonas = await keys.session('jonas')
    const report = await adopted()
    await expect(jonas.claim(report.caseId)).rejects.toMatchObject({ reason: 'role_missing' })
    await keys.stopService()
    await keys.startService()
    // A restart does not undo what an admin changed.
    await expect(jonas.claim(report.caseId)).rejects.toMatchObject({ reason: 'role_missing' })
    await change(PEOPLE.jonas, ['moderator'])
  })

  it('publishes a version of the rules once, and answers a repeated question with what stands', async () => {
    const alva = await keys.session('alva')
    const publish = (version: number, hash: string) =>
      alva.ask<CommittedEntry>({ op: 'publish-rules', version, hash })
    const first = await publish(1, 'A'.repeat(43))
    expect((await publish(1, 'A'.repeat(43))).index).toBe(first.index)
    await expect(publish(1, `${'A'.repeat(42)}E`)).rejects.toMatchObject({ reason: 'version_exists' })
    await expect(mara.ask({ op: 'publish-rules', version: 2, hash: 'A'.repeat(43) })).rejects.toMatchObject({
      reason: 'role_missing',
    })
  })

  it('accepts facts of the console’s as codes only', async () => {
    const [index] = await keys.worker.facts([{ fact: 'apikey.created', personId: PEOPLE.alva, ref: 'key_1' }])
    expect((await keys.entries())[index!]).toMatchObject({
      kind: 'fact',
      fact: 'apikey.created',
      ref: 'key_1',
    })
    await expect(keys.worker.facts([{ fact: 'not a code', personId: 'x', ref: 'y' }])).rejects.toMatchObject({
      reason: 'not_a_code',
    })
  })

  it('refuses a wrong code, a used nonce and a nonce of somebody else’s', async () => {
    await expect(
      TestSession.open(keys.client, keys.trust, PEOPLE.mara, keys.staffCodes[PEOPLE.jonas]!),
    ).rejects.toMatchObject({ code: 'unauthenticated', reason: 'bad_credential' })
    await expect(TestSession.open(keys.client, keys.trust, randomUUID(), 'AAAA')).rejects.toMatchObject({
      reason: 'no_credential',
    })
    const refused = (await keys.entries()).filter((entry) => entry.kind === 'deny' && entry.op === 'session')
    // Whoever has no credential at all is anybody, and gets no entry.
    expect(refused.map((entry) => entry.code)).toEqual(['bad_credential'])
    expect(JSON.stringify(refused)).not.toContain(PEOPLE.mara)
  })

  it('records wrong codes up to a limit, and still lets the right one in', async () => {
    const wrong = () => TestSession.open(keys.client, keys.trust, PEOPLE.jonas, keys.staffCodes[PEOPLE.mara]!)
    const before = (await keys.entries()).length
    for (let n = 0; n < 12; n++) await expect(wrong()).rejects.toMatchObject({ name: 'AppError' })
    const denials = (await keys.entries()).slice(before).filter((entry) => entry.kind === 'deny')
    expect(denials.length).toBeLessThanOrEqual(10)
    const right = await TestSession.open(
      keys.client,
      keys.trust,
      PEOPLE.jonas,
      keys.staffCodes[PEOPLE.jonas]!,
    )
    expect(right).toBeDefined()
  })
})
