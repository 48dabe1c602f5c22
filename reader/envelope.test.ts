import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, fromUtf8, utf8 } from '#domain/bytes'
import type { MessageFields } from '#domain/envelope'
import { deriveOkm, openMessage } from '#lib/envelope-node'
import { CONTEXT, sealReport } from '#tests/support/reader/sealed-conversation'
import { openEnvelope, sealEnvelope } from './envelope'
import { refusalCode } from './refusal'
import { randomBytes } from './web-crypto'

const fields: MessageFields = {
  ...CONTEXT,
  messageId: 'm_1',
  sender: 'u_2',
  sentAtMs: 1_000,
  kind: 'text',
  franking: 'none',
}
const report = sealReport([{ id: 'm_1', sender: 'u_2', sentAt: 1_000, body: { text: 'meet at the pier' } }])
const place = { dek: report.dek, seq: 0 }
const envelope = fromBase64Url(report.messages[0]!.envelope)
const { okm } = report.key(0)

function tryOpen(bytes: Uint8Array, at = place, key: Uint8Array = okm, bound = fields): Promise<string> {
  return openEnvelope(bytes, at, key, bound).then(fromUtf8, refusalCode)
}

describe('an envelope in the reader', () => {
  it('opens what Node sealed', async () => {
    expect(await tryOpen(envelope)).toBe('{"text":"meet at the pier"}')
  })

  it('seals what Node opens, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), async (plaintext, seq) => {
        const [dek, salt, dekId] = [randomBytes(32), randomBytes(32), randomBytes(16)]
        const sealed = await sealEnvelope(dek, salt, dekId, seq, fields, plaintext)
        const opened = openMessage(sealed, deriveOkm(dek, salt, dekId, seq), fields)
        expect(Buffer.compare(opened, plaintext)).toBe(0)
      }),
      { numRuns: 25 },
    )
  })

  it('is refused when any byte differs', async () => {
    for (let at = 0; at < envelope.length; at++) {
      const changed = envelope.slice()
      changed[at]! ^= 1
      expect(await tryOpen(changed)).toBe('bad_envelope')
    }
    expect(await tryOpen(envelope.slice(0, 60))).toBe('bad_envelope')
  })

  it('is refused in another place or under another key', async () => {
    expect(await tryOpen(envelope, { ...place, seq: 1 })).toBe('bad_envelope')
    expect(await tryOpen(envelope, { ...place, dek: '00'.repeat(16) })).toBe('bad_envelope')
    const changed = Uint8Array.from(okm)
    changed[0]! ^= 1
    expect(await tryOpen(envelope, place, changed)).toBe('bad_envelope')
  })

  it('is refused when a bound field differs', async () => {
    const others: Partial<MessageFields>[] = [
      ...[{ region: 'US' }, { platform: 'x' }, { conversation: 'c_78' }, { messageId: 'm_2' }],
      ...[{ sender: 'u_1' }, { sentAtMs: 1_001 }, { kind: 'note' }, { franking: 'verified' as const }],
    ]
    for (const other of others)
      expect(await tryOpen(envelope, place, okm, { ...fields, ...other })).toBe('bad_envelope')
  })
})

it('encodes text in UTF-8 as it came, byte for byte', () => {
  const text = 'a\u0000\u200b\u202e\u{1f600}\u0627'
  expect(fromUtf8(utf8(text))).toBe(text)
})
