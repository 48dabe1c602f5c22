import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { frankedMessage, frankingTagInput } from '#domain/franking'
import { readReport } from '#domain/report-input'
import { frank } from '#tests/support/franking-client'
import { checkFranking } from './check-franking'

type Reported = {
  name: string
  platform: string
  conversation: string
  // biome-ignore lint/suspicious/noExplicitAny: as a platform sends it
  message: any
  expect: string
}
type Valid = Reported &
  Record<'kf' | 'm' | 'c2' | 'context' | 'tagInput' | 'r', string> & { sentAtMs: number }
type Vectors = { platformKeys: Record<string, string>; valid: Valid[]; others: Reported[] }

const vectors = JSON.parse(
  readFileSync(new URL('../../tests/vectors/franking.json', import.meta.url), 'utf8'),
) as Vectors
const NOW = Date.parse('2026-11-21T00:00:00Z')
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('hex')
const keyOf = (kid: string) => (vectors.platformKeys[kid] ? bytes(vectors.platformKeys[kid]) : undefined)

/** Through the reading of a whole report, as intake does it. */
function read({ message, conversation }: Reported) {
  const reading = readReport(
    {
      ...{ externalId: 'r', region: 'EU', source: 'user', reason: 'x', reportedAt: '2026-11-20T19:00:00Z' },
      ...{ reporter: { id: 'u_1' }, subject: { id: 'u_2' } },
      conversation: { id: conversation, kind: 'direct', messages: [{ ...message, reported: true }] },
    },
    NOW,
  )
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.report.conversation.messages[0]!
}

describe('franking vectors', () => {
  it.each(vectors.valid)('are what intake computes: $name', (vector) => {
    const message = read(vector)
    const { kid } = vector.message.franking
    expect(message.sentAtMs).toBe(vector.sentAtMs)
    expect(hex(frankedMessage(message.kind, message.body))).toBe(vector.m)
    expect(createHmac('sha256', bytes(vector.kf)).update(bytes(vector.m)).digest('hex')).toBe(vector.c2)
    const context = { ...vector, messageId: message.id, sender: message.sender }
    expect(hex(frankingTagInput(kid, bytes(vector.c2), context))).toBe(vector.tagInput)
    expect(vector.tagInput.endsWith(vector.context)).toBe(true)
    expect(checkFranking(message, vector, keyOf(kid))).toBe('verified')
  })

  it.each(vectors.valid)('are what a client in WebCrypto computes: $name', async (vector) => {
    const { kid } = vector.message.franking
    const made = await frank(vector.message, bytes(vector.kf), {
      ...vector,
      kid,
      platformKey: keyOf(kid)!,
    })
    for (const name of ['m', 'c2', 'context', 'tagInput', 'r'] as const)
      expect([name, hex(made[name])]).toEqual([name, vector[name]])
    expect(vector.message.franking).toEqual({
      ...{ kf: Buffer.from(vector.kf, 'hex').toString('base64url'), kid },
      ...{ c2: Buffer.from(made.c2).toString('base64url'), r: Buffer.from(made.r).toString('base64url') },
    })
  })

  it.each(vectors.others)('gives $expect for $name', (vector) => {
    const message = read(vector)
    expect(checkFranking(message, vector, keyOf(message.franking?.kid ?? ''))).toBe(vector.expect)
  })

  it('verifies nothing without a key, and finds fault without one', () => {
    for (const vector of vectors.valid) {
      const message = read(vector)
      expect(checkFranking(message, vector, undefined)).toBe('unverified')
      if (message.body.text) message.body.text += '.'
      else message.body.text = '.'
      expect(checkFranking(message, vector, undefined)).toBe('failed')
    }
  })

  it('refuses every flipped byte of K_f, C2 and R', () => {
    const message = read(vectors.valid[0]!)
    const { franking } = message
    for (const part of ['kf', 'c2', 'r'] as const)
      for (let i = 0; i < 32; i++) {
        const flipped = Buffer.from(franking![part], 'base64url')
        flipped[i]! ^= 1 << (i % 8)
        const changed = { ...message, franking: { ...franking!, [part]: flipped.toString('base64url') } }
        expect(checkFranking(changed, vectors.valid[0]!, keyOf(franking!.kid))).toBe('failed')
      }
  })
})
