import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ALL_KINDS, FROZEN, readFunctionalFile, readPairs } from './functional-suite'

describe('the functional suite', () => {
  it('is the one that was frozen before tuning', () => {
    for (const kind of ALL_KINDS)
      expect(createHash('sha256').update(readFunctionalFile(kind)).digest('hex'), kind).toBe(FROZEN[kind])
  })

  it('has at least fifty pairs of each kind, none twice', () => {
    const pairs = readPairs()
    for (const kind of ALL_KINDS)
      expect(pairs.filter((pair) => pair.kind === kind).length).toBeGreaterThanOrEqual(50)
    const sentences = pairs.flatMap(({ abusive, benign }) => [abusive, benign])
    expect(new Set(sentences).size).toBe(sentences.length)
  })
})
