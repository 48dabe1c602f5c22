import { describe, expect, it } from 'vitest'
import { checkSigners, type Rotation, type SignedSize } from './ledger-signers'

const rotations: Rotation[] = [
  { index: 10, from: 'a', to: 'b' },
  { index: 20, from: 'b', to: 'c' },
]
const note = (size: number, ...signers: string[]): SignedSize => ({ size, signers })
const whole = [note(5, 'a'), note(11, 'a'), note(15, 'b'), note(22, 'b'), note(30, 'c')]

describe('signers of a ledger whose key was rotated', () => {
  it('are accepted each for its part, whichever key is trusted', () => {
    for (const trusted of [['a'], ['b'], ['c'], ['a', 'c'], ['c', 'b', 'a']])
      expect(checkSigners(trusted, rotations, whole)).toBeUndefined()
  })

  it('need no rotation when there was none', () => {
    expect(checkSigners(['a'], [], [note(5, 'a'), note(9, 'a', 'x')])).toBeUndefined()
    expect(checkSigners(['a'], [], [note(5, 'b')])).toEqual({ problem: 'bad_checkpoint_signature', index: 5 })
    expect(checkSigners(['a'], [], [note(5)])?.index).toBe(5)
  })

  it('are refused when the old key never signed for the new one', () => {
    const stolen = [note(5, 'a'), note(15, 'b')]
    expect(checkSigners(['a'], rotations.slice(0, 1), stolen)?.index).toBe(15)
    // Whoever trusts the new key needs no such word.
    expect(checkSigners(['b'], rotations.slice(0, 1), stolen)).toBeUndefined()
  })

  it('are refused after their time, and before it', () => {
    expect(checkSigners(['a'], rotations, [...whole, note(16, 'a')])?.index).toBe(16)
    expect(checkSigners(['a'], rotations, [...whole, note(14, 'a')])).toBeUndefined()
    expect(checkSigners(['c'], rotations, [...whole, note(16, 'b', 'a')])).toBeUndefined()
    expect(checkSigners(['c'], rotations, [...whole, note(40, 'a')])?.index).toBe(40)
    expect(checkSigners(['c'], rotations, [...whole, note(31, 'b')])?.index).toBe(31)
    expect(checkSigners(['c'], rotations, [...whole, note(9, 'b')])?.index).toBe(9)
    expect(checkSigners(['c'], rotations, [...whole, note(20, 'c')])?.index).toBe(20)
  })
})
