import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toRefs } from '#domain/conversation'
import { MAX_REFS_BYTES } from '../access/grants'
import { positionsLeft } from '../deletion/keys-gone'
import { choose, type ReportRow } from './score'

const torn = Array.from({ length: 12 }, (_, i) => i * 2 + 1).join(',')
function row(messages: number, destroyed: string | null): ReportRow {
  return {
    ...{ id: randomUUID(), case_id: 'c', dek: randomBytes(16).toString('hex'), epoch: 'e', region: 'EU' },
    ...{ wrapped: Buffer.alloc(1), destroyed, message_count: messages, subject: 's' },
  }
}
const refsOf = (rows: ReportRow[]) =>
  JSON.stringify(toRefs(rows.flatMap((one) => positionsLeft(one).map((seq) => ({ dek: one.dek, seq })))))

describe('what one scoring release covers', () => {
  it('fits its entry, however many positions of how many reports were destroyed', () => {
    const inCase = Array.from({ length: 2_000 }, (_, i) => (i % 2 === 0 ? row(25, torn) : row(1, null)))
    const own = inCase[1_500]!
    for (const rows of [inCase, Array.from({ length: 3_000 }, () => row(1, null)).concat(own)]) {
      const chosen = choose(rows, own.id)
      expect(chosen).toContain(own)
      expect(refsOf(chosen).length).toBeLessThanOrEqual(MAX_REFS_BYTES)
    }
    const many = [own, ...Array.from({ length: 2_400 }, () => row(2, '0'))]
    const chosen = choose(many, own.id)
    expect(refsOf(chosen).length).toBeGreaterThan(MAX_REFS_BYTES * 0.9)
    expect(refsOf(chosen).length).toBeLessThanOrEqual(MAX_REFS_BYTES)
  })
})
