import { createHash, type KeyObject } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url } from '#domain/bytes'
import { boxInfo, FRANKING_STATES, type FrankingState } from '#domain/envelope'
import { decodeManifest } from '#domain/manifest'
import { deriveOkm, openMessage } from '#lib/envelope-node'
import { HPKE_ENC_BYTES, hpkeOpen } from '#lib/hpke'
import { uuidV7 } from '#lib/uuid-v7'
import { FRANKING_REFRESH_MS } from '#services/intake/franking-keys'
import { frank } from '#tests/support/franking-client'
import { newFrankingKey, readFrankingKey, sealFrankingKey } from '../../components/settings/seal-franking-key'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake
let asConsole: Client
let clockAheadMs = 0
beforeAll(async () => {
  intake = await startTestIntake({ now: () => Date.now() + clockAheadMs })
  asConsole = new Client({ connectionString: intake.database.console })
  await asConsole.connect()
})
afterAll(async () => {
  await asConsole?.end()
  await intake?.stop()
})

/** Enters a key with the console's rights, as its page does: sealed before it leaves the browser. */
async function enter(kid: string, platform = 'harbour', sealedFor = { platform, kid }) {
  const key = readFrankingKey(newFrankingKey())!
  const sealed = await sealFrankingKey(
    intake.trust.frankingRecipient!,
    sealedFor.platform,
    sealedFor.kid,
    key,
  )
  await asConsole.query('INSERT INTO franking_key (id, platform_id, kid, sealed) VALUES ($1, $2, $3, $4)', [
    ...[uuidV7(Date.now()), platform, kid],
    Buffer.from(fromBase64Url(sealed)),
  ])
  return key
}

const KF = new Uint8Array(32).fill(7)
async function franked(
  kid: string,
  platformKey: Uint8Array<ArrayBuffer>,
  change: Record<string, unknown> = {},
) {
  const sentAt = new Date(Date.now() - 3_600_000).toISOString()
  const message = { id: 'm_1', senderId: 'u_2', sentAt, kind: 'text', text: 'do not tell anyone' }
  const report = sampleReport({}, [])
  const conversation = report.conversation.id
  const { c2, r } = await frank(message, KF, { platform: 'harbour', conversation, kid, platformKey })
  const text = (value: Uint8Array) => Buffer.from(value).toString('base64url')
  const franking = { kf: text(KF), c2: text(c2), r: text(r), kid }
  return sampleReport({
    conversation: { ...report.conversation, messages: [{ ...message, reported: true, franking, ...change }] },
  })
}
async function stateOf(report: unknown): Promise<{ state: FrankingState; reportId: string }> {
  const { status, body } = await intake.post(report)
  expect(status).toBe(202)
  const { rows } = await intake.owner.query('SELECT franking FROM message WHERE report_id = $1', [
    body.reportId,
  ])
  return { state: rows[0].franking, reportId: body.reportId as string }
}

describe('a franked report', () => {
  it('is verified under each key that lives, until that one is retired', async () => {
    const [old, fresh] = [await enter('2026-10'), await enter('2026-11')]
    expect((await stateOf(await franked('2026-10', old))).state).toBe('verified')
    expect((await stateOf(await franked('2026-11', fresh))).state).toBe('verified')
    // Another key under that name is another tag.
    expect((await stateOf(await franked('2026-10', fresh))).state).toBe('failed')
    expect((await stateOf(await franked('2026-11', fresh, { text: 'tell everyone' }))).state).toBe('failed')

    await asConsole.query("UPDATE franking_key SET retired_at = now() WHERE kid = '2026-10'")
    clockAheadMs += FRANKING_REFRESH_MS
    expect((await stateOf(await franked('2026-10', old))).state).toBe('unverified')
    expect((await stateOf(await franked('2026-11', fresh))).state).toBe('verified')
  })

  it('is labelled and kept when its key is not known, and verified once it is entered', async () => {
    const key = readFrankingKey(newFrankingKey())!
    const report = await franked('2026-12', key)
    expect((await stateOf(report)).state).toBe('unverified')
    const entered = await enter('2026-12')
    clockAheadMs += 1_000
    expect((await stateOf(await franked('2026-12', entered))).state).toBe('verified')
  })

  it('is not verified by a key that was sealed for another platform or another kid', async () => {
    const stolen = await enter('moved', 'harbour', { platform: 'lantern', kid: 'moved' })
    const renamed = await enter('renamed', 'harbour', { platform: 'harbour', kid: 'before' })
    clockAheadMs += FRANKING_REFRESH_MS
    expect((await stateOf(await franked('moved', stolen))).state).toBe('unverified')
    expect((await stateOf(await franked('renamed', renamed))).state).toBe('unverified')
  })

  it('opens under the state that intake found, and under no other that a column might claim', async () => {
    const { reportId, state } = await stateOf(await franked('nobody', KF))
    expect(state).toBe('unverified')
    for (const claimed of FRANKING_STATES) {
      const open = await opener(reportId, claimed)
      if (claimed === state) expect(JSON.parse(open().toString('utf8')).text).toBe('do not tell anyone')
      else expect(open).toThrow()
    }
  })
})

describe('the console’s role', () => {
  it('can enter and retire franking keys, and neither read, replace nor delete one', async () => {
    const refused = async (text: string) =>
      expect(asConsole.query(text)).rejects.toMatchObject({ code: '42501' })
    await enter('kept')
    await refused('SELECT sealed FROM franking_key')
    await refused('SELECT * FROM franking_key')
    await refused("UPDATE franking_key SET sealed = ''")
    await refused("UPDATE franking_key SET kid = 'other'")
    await refused('DELETE FROM franking_key')
    await refused("SELECT * FROM door.franking_keys('harbour')")
    await expect(enter('kept')).rejects.toMatchObject({ code: '23505' })
  })
})

/** Opens the report's only message with the epoch's private key, taking the franking state from the caller. */
async function opener(reportId: string, franking: FrankingState) {
  const one = async (text: string) => (await intake.owner.query(text, [reportId])).rows[0]
  const box = await one('SELECT * FROM door.box WHERE report_id = $1')
  const row = await one('SELECT * FROM message WHERE report_id = $1')
  const { region, platform, conversation, report, dek, epoch } = decodeManifest(box.manifest)
  const dekId = Buffer.from(dek, 'hex')
  const secret = hpkeOpen(
    intake.epochKeys.get(epoch) as KeyObject,
    box.box.subarray(0, HPKE_ENC_BYTES),
    boxInfo({ region, platform, conversation, report, dekId, epoch }),
    createHash('sha256').update(box.manifest).digest(),
    box.box.subarray(HPKE_ENC_BYTES),
  )
  const okm = deriveOkm(secret.subarray(0, 32), secret.subarray(32, 64), dekId, 0)
  const { message_id: messageId, sender, kind } = row
  const fields = { region, platform, conversation, messageId, sender, kind, franking }
  return () => openMessage(row.envelope, okm, { ...fields, sentAtMs: row.sent_at.getTime() })
}
