import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSeqs, parseSeqs } from './seq-range'

describe('sets of positions', () => {
  it('has one text for a set, and reads it back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 6_000 }), { minLength: 1, maxLength: 300 }), (seqs) => {
        const text = formatSeqs(seqs)
        expect(parseSeqs(text)).toEqual([...seqs].sort((a, b) => a - b))
        expect(formatSeqs([...seqs].reverse())).toBe(text)
      }),
    )
    expect(formatSeqs([7, 0, 1, 2, 3, 4])).toBe('0-4,7')
  })

  it('refuses every text that is not canonical', () => {
    for (const bad of [
      '',
      ' 1',
      '1,',
      ',1',
      '1,1',
      '2,1',
      '1-1',
      '1,2',
      '1-2,3',
      '01',
      '1-02',
      '3-1',
      '1--2',
      '-1',
      '1.5',
      '1e3',
      '4294967296',
      '0-5000',
      '0-4294967295',
    ])
      expect(() => parseSeqs(bad)).toThrow(RangeError)
    expect(parseSeqs('0-4999')).toHaveLength(5_000)
    expect(() => parseSeqs('0-2,5-7', 5)).toThrow(RangeError)
  })
})
