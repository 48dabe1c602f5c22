import { describe, expect, it } from 'vitest'
import { readAuthoredMessages } from './authored-messages'
import { foldOf } from './corpora'
import { readPairs } from './functional-suite'

const rows = readAuthoredMessages()

describe('the authored messages', () => {
  it('are the same at every reading, with no slot or choice left open', () => {
    expect(readAuthoredMessages()).toEqual(rows)
    for (const { text } of rows) expect(text).not.toMatch(/[{}|]/)
  })

  it('hold no sentence of the functional suite', () => {
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')
    const frozen = new Set(readPairs().flatMap(({ abusive, benign }) => [plain(abusive), plain(benign)]))
    expect(rows.filter(({ text }) => frozen.has(plain(text)))).toEqual([])
  })

  it('keep all that one template made in one fold', () => {
    const folds = new Map<string, string>()
    for (const row of rows) {
      const known = folds.get(row.template!) ?? foldOf(row)
      expect(foldOf(row)).toBe(known)
      folds.set(row.template!, known)
    }
    expect(new Set(folds.values())).toEqual(new Set(['train', 'calibrate', 'heldout']))
  })
})
