import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, fromUtf8, utf8 } from '#domain/bytes'
import { HEADER_BYTES, type MessageFields } from '#domain/envelope'
import vector from '../tests/vectors/envelope.json'
import { deriveOkm, openMessage, sealMessage } from './envelope-node'

const frozen = {
  dek: fromHex(vector.dek),
  salt: fromHex(vector.salt),
  dekId: fromHex(vector.dekId),
  fields: vector.fields as MessageFields,
  envelope: fromHex(vector.envelope),
}
const okm = () => deriveOkm(frozen.dek, frozen.salt, frozen.dekId, vector.seq)

describe('the message envelope', () => {
  it('opens the frozen envelope', () => {
    expect(fromUtf8(openMessage(frozen.envelope, okm(), frozen.fields))).toBe(vector.plaintext)
  })

  it('refuses the frozen envelope with any byte flipped or cut off', () => {
    for (let i = 0; i < frozen.envelope.length; i++) {
      const changed = Uint8Array.from(frozen.envelope)
      changed[i]! ^= 1
      expect(() => openMessage(changed, okm(), frozen.fields)).toThrow()
      expect(() => openMessage(frozen.envelope.subarray(0, i), okm(), frozen.fields)).toThrow()
    }
  })

  it('refuses another key, salt, position or dek id', () => {
    const other = randomBytes(32)
    for (const key of [
      deriveOkm(other, frozen.salt, frozen.dekId, vector.seq),
      deriveOkm(frozen.dek, other, frozen.dekId, vector.seq),
      deriveOkm(frozen.dek, frozen.salt, frozen.dekId, vector.seq + 1),
      deriveOkm(frozen.dek, frozen.salt, randomBytes(16), vector.seq),
    ])
      expect(() => openMessage(frozen.envelope, key, frozen.fields)).toThrow('another key')
  })

  it('refuses a right key under a commitment to another, and a wrong key under the right commitment', () => {
    const key = okm()
    const forged = Buffer.concat([
      deriveOkm(randomBytes(32), frozen.salt, frozen.dekId, 7).subarray(0, 32),
      key.subarray(32),
    ])
    expect(() => openMessage(frozen.envelope, forged, frozen.fields)).toThrow()
  })

  it('binds every field', () => {
    const changes: Partial<MessageFields>[] = [
      { region: 'US' },
      { platform: 'harbor' },
      { conversation: 'c_78' },
      { messageId: 'm_2' },
      { sender: 'u_1' },
      { sentAtMs: vector.fields.sentAtMs + 1 },
      { kind: 'note' },
      { franking: 'verified' },
    ]
    for (const change of changes)
      expect(() => openMessage(frozen.envelope, okm(), { ...frozen.fields, ...change })).toThrow()
    // Moving a character from one field to the next gives other bytes, because each is behind its length.
    expect(() =>
      openMessage(frozen.envelope, okm(), { ...frozen.fields, platform: 'harbourc', conversation: '_77' }),
    ).toThrow()
  })

  it('returns every byte string as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 5_000 }), (plaintext, seq) => {
        const [dek, dekId, salt] = [randomBytes(32), randomBytes(16), randomBytes(32)]
        const envelope = sealMessage(dek, dekId, seq, salt, frozen.fields, plaintext)
        expect(envelope).toHaveLength(HEADER_BYTES + 12 + plaintext.length + 16)
        expect([...openMessage(envelope, deriveOkm(dek, salt, dekId, seq), frozen.fields)]).toEqual([
          ...plaintext,
        ])
      }),
    )
  })

  it('gives unrelated keys to neighbouring messages', () => {
    const keys = Array.from({ length: 50 }, (_, seq) =>
      deriveOkm(frozen.dek, frozen.salt, frozen.dekId, seq).toString('hex'),
    )
    expect(new Set(keys).size).toBe(50)
    expect(() => deriveOkm(utf8('short'), frozen.salt, frozen.dekId, 0)).toThrow(RangeError)
  })
})
