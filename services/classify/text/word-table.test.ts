import { describe, expect, it } from 'vitest'
import { WordTable } from './word-table'

const WORDS = Array.from({ length: 5_000 }, (_, i) => [`word${i}`, 1 + (i % 255)] as const)

describe('a table of words', () => {
  it('knows each word after it was packed, and hardly any other', () => {
    const table = WordTable.build(WORDS)
    for (const read of [table, WordTable.unpack(table.pack())]) {
      for (const [word, data] of WORDS) expect(read.get(word)).toBe(data)
      let others = 0
      for (let i = 5_000; i < 10_000; i++) if (read.get(`word${i}`) > 0) others++
      expect(others).toBeLessThan(3)
    }
  })

  it('packs the same bytes again, whatever the order of the words', () => {
    const packed = WordTable.build(WORDS).pack()
    expect(WordTable.unpack(packed).pack()).toBe(packed)
    expect(WordTable.build(WORDS.toReversed()).pack()).toBe(packed)
  })

  it('is not read when it is cut off', () => {
    const bytes = Buffer.from(WordTable.build(WORDS).pack(), 'base64')
    expect(() => WordTable.unpack(bytes.subarray(0, -1).toString('base64'))).toThrow(RangeError)
  })
})
