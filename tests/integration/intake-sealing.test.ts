import { createHash, hkdfSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concat, fromBase64Url } from '#domain/bytes'
import { boxInfo, type MessageBody, messageKeyInfo } from '#domain/envelope'
import { decodeManifest, MANIFEST_LABEL } from '#domain/manifest'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { openMessage } from '#lib/envelope-node'
import { HPKE_ENC_BYTES, hpkeOpen } from '#lib/hpke'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake
beforeAll(async () => {
  intake = await startTestIntake()
})
afterAll(() => intake.stop())

type Row = {
  seq: number
  message_id: string
  sender: string
  sent_at: Date
  kind: string
  reported: boolean
  franking: 'none'
  envelope: Buffer
}

/** Opens a stored report with the epoch's private key, as the key service and a reader would between them. */
async function openStored(reportId: unknown) {
  const { owner } = intake
  const box = (await owner.query('SELECT * FROM door.box WHERE report_id = $1', [reportId])).rows[0]
  const report = (await owner.query('SELECT * FROM report WHERE id = $1', [reportId])).rows[0]
  const rows = (await owner.query('SELECT * FROM message WHERE report_id = $1 ORDER BY seq', [reportId]))
    .rows as Row[]
  const manifest = decodeManifest(box.manifest)
  const epochKey = intake.epochKeys.get(manifest.epoch) as KeyObject
  const dekId = Buffer.from(manifest.dek, 'hex')
  const info = boxInfo({
    region: manifest.region,
    platform: manifest.platform,
    conversation: manifest.conversation,
    report: manifest.report,
    dekId,
    epoch: manifest.epoch,
  })
  const secret = hpkeOpen(
    epochKey,
    box.box.subarray(0, HPKE_ENC_BYTES),
    info,
    createHash('sha256').update(box.manifest).digest(),
    box.box.subarray(HPKE_ENC_BYTES),
  )
  const bodies = rows.map((row) => {
    const salt = secret.subarray(32 * (row.seq + 1), 32 * (row.seq + 2))
    const okm = Buffer.from(
      hkdfSync('sha512', secret.subarray(0, 32), salt, messageKeyInfo(dekId, row.seq), 64),
    )
    const fields = {
      region: report.region,
      platform: report.platform_id,
      conversation: manifest.conversation,
      messageId: row.message_id,
      sender: row.sender,
      sentAtMs: row.sent_at.getTime(),
      kind: row.kind,
      franking: row.franking,
    }
    return JSON.parse(openMessage(row.envelope, okm, fields).toString('utf8')) as MessageBody
  })
  return { box, report, rows, manifest, secret, bodies }
}

const at = (minutes: number) => new Date(Date.now() - 3_600_000 + minutes * 60_000).toISOString()

describe('what is stored', () => {
  it('opens with the keys alone, and its manifest is signed and lists every position', async () => {
    const report = sampleReport({ note: 'he keeps writing to me' })
    const { body } = await intake.post(report)
    const stored = await openStored(body.reportId)
    expect(stored.bodies.map((item) => item.text)).toEqual(['hello', 'go away', 'he keeps writing to me'])
    expect(stored.rows[2]).toMatchObject({
      kind: 'note',
      message_id: `note:${report.externalId}`,
      sender: 'u_1',
      reported: false,
    })
    expect(stored.rows[2]!.sent_at.toISOString()).toBe(report.reportedAt)
    expect(stored.report).toMatchObject({ message_count: 2, has_note: true, dek: stored.manifest.dek })

    const sealer = publicKeyFromRaw(fromBase64Url(stored.box.sealer))
    expect(intake.trust.intakeKeys).toContain(stored.box.sealer)
    expect(verifyEd25519(sealer, concat(MANIFEST_LABEL, stored.box.manifest), stored.box.signature)).toBe(
      true,
    )
    expect(stored.manifest).toMatchObject({
      region: 'EU',
      platform: 'harbour',
      report: body.reportId,
      reporter: 'u_1',
      subject: 'u_2',
    })
    expect(stored.manifest.messages.map((message) => message.hash)).toEqual(
      stored.rows.map((row) => createHash('sha256').update(row.envelope).digest('base64url')),
    )
    expect(stored.manifest.messages.map((message) => message.reported)).toEqual([false, true, false])
    expect(stored.secret).toHaveLength(32 + 3 * 32)
  })

  it('keeps text of any script byte for byte', async () => {
    const everyControl = String.fromCharCode(...Array.from({ length: 0x21 }, (_, i) => i), 0x7f, 0x85, 0x9f)
    const texts = [
      '',
      'Grüße, naïve café, e\u0301 and \u00e9',
      'Привет, 你好吗, こんにちは, สวัสดี, नमस्ते, ሰላም',
      'שלום \u202b עולם \u202c مرحبا \u200f',
      '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇪🇺 \u{1f9d1}\u200d\u{1f680}',
      'zero\u200bwidth\u200cjoin\u200dno\u2060break\ufeffmark',
      everyControl,
      'a\0b',
      '\u2028\u2029\ufffe\uffff\u{10ffff}',
      '"quoted" \\ / \b\f\n\r\t {"json":[null]}',
      '𝒻𝓊𝓁𝓁 𝓌𝒾𝒹𝓉𝒽 ｆｕｌｌ',
      'x'.repeat(16_384),
    ]
    const report = sampleReport(
      { note: '\0 note \u{1f4dd}' },
      texts.map((text, i) => ({
        id: `м_${i}_🆔`,
        senderId: 'ü_2',
        sentAt: at(i),
        text,
        reported: i === 0,
      })),
    )
    const answer = await intake.post(report)
    expect(answer.status).toBe(202)
    const stored = await openStored(answer.body.reportId)
    expect(stored.bodies.map((item) => item.text)).toEqual([...texts, '\0 note \u{1f4dd}'])
    for (const [i, item] of stored.bodies.slice(0, -1).entries())
      expect(Buffer.from(item.text!, 'utf8').equals(Buffer.from(texts[i]!, 'utf8'))).toBe(true)
  })

  it('keeps every kind of message, and a kind from the future whole', async () => {
    const poll = {
      id: 'm_5',
      senderId: 'u_2',
      sentAt: at(5),
      kind: 'poll.v2',
      question: 'who?',
      options: [{ label: 'me', votes: 2 }],
      __proto__x: null,
    }
    const { body } = await intake.post(
      sampleReport({}, [
        { id: 'm_1', senderId: 'u_1', sentAt: at(1), kind: 'system', text: 'joined' },
        {
          id: 'm_2',
          senderId: 'u_2',
          sentAt: at(2),
          kind: 'media',
          mediaType: 'image/jpeg',
          sizeBytes: 81_234,
          sha256: 'a'.repeat(64),
          text: 'look',
        },
        { id: 'm_3', senderId: 'u_2', sentAt: at(3), kind: 'deleted' },
        {
          id: 'm_4',
          senderId: 'u_2',
          sentAt: at(4),
          kind: 'text',
          text: 'second',
          versions: [{ text: 'first', editedAt: at(4) }],
          reported: true,
        },
        poll,
      ]),
    )
    const stored = await openStored(body.reportId)
    expect(stored.bodies).toEqual([
      { text: 'joined' },
      { text: 'look', media: { mediaType: 'image/jpeg', sizeBytes: 81_234, sha256: 'a'.repeat(64) } },
      {},
      { text: 'second', versions: [{ text: 'first', editedAt: expect.any(String) }] },
      { unsupported: poll },
    ])
    expect(stored.rows.map((row) => row.kind)).toEqual(['system', 'media', 'deleted', 'text', 'poll.v2'])
  })

  it('holds no word of the report in any column, in any encoding that a search would try', async () => {
    const canary = 'Zwetschgendatschi'
    const { body } = await intake.post(
      sampleReport({ note: `${canary} note` }, [
        { id: 'm_1', senderId: 'u_2', sentAt: at(1), text: `${canary} text`, reported: true },
      ]),
    )
    expect(body.status).toBe('accepted')
    const forms = [canary, canary.toLowerCase()].flatMap((text) => [
      Buffer.from(text).toString('hex'),
      Buffer.from(text, 'utf16le').toString('hex'),
      ...[0, 1, 2].map((shift) =>
        Buffer.from(
          Buffer.from(`${'\0'.repeat(shift)}${text}`)
            .toString('base64')
            .slice(4, -4),
        ).toString('hex'),
      ),
    ])
    const { rows: tables } = await intake.owner.query(
      `SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'door', 'feed', 'keys')`,
    )
    expect(tables.length).toBeGreaterThan(12)
    for (const { schemaname, tablename } of tables) {
      const { rows } = await intake.owner.query(`SELECT t::text AS row FROM ${schemaname}."${tablename}" t`)
      for (const { row } of rows) {
        const hex = Buffer.from(row as string).toString('hex')
        for (const form of forms) expect(hex.includes(form) || (row as string).includes(form)).toBe(false)
      }
    }
  })

  it('changes with every sealing: two equal reports share no envelope, box or dek', async () => {
    const report = sampleReport()
    const one = await openStored((await intake.post(report)).body.reportId)
    const two = await openStored(
      (await intake.post({ ...report, externalId: `${report.externalId}_2` })).body.reportId,
    )
    expect(one.manifest.dek).not.toBe(two.manifest.dek)
    expect(one.rows[0]!.envelope.equals(two.rows[0]!.envelope)).toBe(false)
    expect(one.bodies).toEqual(two.bodies)
  })
})

describe("intake's role", () => {
  it('has no privilege on any table and may call only the functions of the door', async () => {
    const { rows } = await intake.owner.query(`
      SELECT n.nspname || '.' || c.relname AS name, p.privilege
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES']) AS p (privilege)
      WHERE n.nspname IN ('public', 'door', 'feed', 'keys') AND c.relkind IN ('r', 'p', 'v', 'm')
        AND (has_table_privilege('cs_intake', c.oid, p.privilege)
          OR p.privilege <> 'DELETE' AND p.privilege <> 'TRUNCATE'
            AND has_any_column_privilege('cs_intake', c.oid, p.privilege))`)
    expect(rows).toEqual([])
    const functions = await intake.owner.query(`
      SELECT n.nspname || '.' || p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ('public', 'door', 'feed', 'keys')
        AND has_schema_privilege('cs_intake', n.oid, 'USAGE') AND has_function_privilege('cs_intake', p.oid, 'EXECUTE')
      ORDER BY 1`)
    expect(functions.rows.map((row) => row.name)).toEqual([
      'door.accept_report',
      'door.api_key',
      'door.case_state',
      'door.epochs',
      'door.franking_keys',
      'door.report_state',
      'door.retention',
    ])
  })
})
