import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type MessageFields, NONCE_BYTES } from '#domain/envelope'
import { sealMessage } from '#lib/envelope-node'
import { sealUnder } from '#services/keys/server/root-key/key-provider'

/** Finds a value that comes twice among a million of 12 bytes, in 24 MB: by sorting, not by a set of strings. */
function repeats(values: Buffer, count: number): number {
  const keys = new BigUint64Array(count)
  for (let i = 0; i < count; i++) keys[i] = values.readBigUInt64BE(i * NONCE_BYTES)
  const order = keys.slice().sort()
  const twice = new Set<bigint>()
  for (let i = 1; i < count; i++) if (order[i] === order[i - 1]) twice.add(order[i]!)
  if (twice.size === 0) return 0
  // The same first eight bytes are no repeat yet.
  const whole = new Map<string, number>()
  for (let i = 0; i < count; i++)
    if (twice.has(keys[i]!)) {
      const text = values.subarray(i * NONCE_BYTES, (i + 1) * NONCE_BYTES).toString('hex')
      whole.set(text, (whole.get(text) ?? 0) + 1)
    }
  return [...whole.values()].filter((times) => times > 1).length
}

const WRITES = 1_000_000

describe('nonces', () => {
  it('finds a repeat when there is one', () => {
    const values = randomBytes(NONCE_BYTES * 1_000)
    expect(repeats(values, 1_000)).toBe(0)
    values.copy(values, 999 * NONCE_BYTES, 17 * NONCE_BYTES, 18 * NONCE_BYTES)
    expect(repeats(values, 1_000)).toBe(1)
  })

  it('never repeat in a million wrapped keys', () => {
    const values = Buffer.alloc(NONCE_BYTES * WRITES)
    const key = randomBytes(32)
    const secret = randomBytes(64)
    const context = Buffer.from('countersign/v1/wrapped-dek')
    for (let i = 0; i < WRITES; i++)
      sealUnder(key, context, secret).copy(values, i * NONCE_BYTES, 0, NONCE_BYTES)
    expect(repeats(values, WRITES)).toBe(0)
  }, 120_000)

  it('never repeat in a hundred thousand envelopes, whose keys differ besides', () => {
    const count = 100_000
    const values = Buffer.alloc(NONCE_BYTES * count)
    const [dek, dekId, salt] = [randomBytes(32), randomBytes(16), randomBytes(32)]
    const fields: MessageFields = {
      ...{ region: 'EU', platform: 'harbour', conversation: 'c', messageId: 'm', sender: 'u', sentAtMs: 1 },
      ...{ kind: 'text', franking: 'none' },
    }
    const text = Buffer.from('the same words')
    const seen = new Set<string>()
    for (let i = 0; i < count; i++) {
      const envelope = sealMessage(dek, dekId, i, salt, fields, text)
      // 4 magic ‖ 2 suite ‖ 16 dek_id ‖ 4 seq ‖ 32 commitment ‖ nonce
      envelope.copy(values, i * NONCE_BYTES, 58, 58 + NONCE_BYTES)
      seen.add(createHash('sha256').update(envelope.subarray(26, 58)).digest('base64url').slice(0, 16))
    }
    expect(repeats(values, count)).toBe(0)
    expect(seen.size).toBe(count)
  }, 120_000)
})
