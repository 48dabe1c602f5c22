import { readGroupsAlike } from '../harassment/groups'
import { BLOCK_SCALES, BLOCKS, FeatureHasher } from '../linear/features'
import type { Words } from '../text/repair'
import { tokenise } from '../text/tokenise'
import type { WordTable } from '../text/word-table'
import { foldOf, type Row } from './corpora'
import { inSuite } from './functional-suite'
import type { SparseRows } from './logistic'
import { buildAbuseWords, buildCommonWords, buildHighlightWords } from './vocabulary'

/** The rows with what every training run needs of them. */
export type Prepared = {
  rows: readonly Row[]
  features: SparseRows
  labels: Uint8Array
  folds: ('train' | 'calibrate' | 'heldout' | 'none')[]
  words: { common: WordTable; abuse: WordTable }
  highlightWords: WordTable
}

/** Splits, builds the word tables from the training fold alone, and hashes every row once. */
export function prepare(rows: readonly Row[]): Prepared {
  const measured = inSuite()
  const folds: Prepared['folds'] = rows.map((row) => (measured(row.text) ? 'none' : foldOf(row)))
  const trained = new Set(rows.filter((_, i) => folds[i] === 'train').map((row) => row.text))
  // A text that was trained on tests nothing, wherever else it stands.
  rows.forEach((row, i) => {
    if (folds[i] !== 'train' && trained.has(row.text)) folds[i] = 'none'
  })
  const trainRows = rows.filter((_, i) => folds[i] === 'train')
  const words = { common: buildCommonWords(trainRows), abuse: buildAbuseWords(rows) }
  return {
    rows,
    features: hashRows(rows, words),
    labels: Uint8Array.from(rows, (row) => row.label),
    folds,
    words,
    highlightWords: buildHighlightWords(trainRows),
  }
}

export function hashRows(rows: readonly { text: string }[], words: Words): SparseRows {
  const hasher = new FeatureHasher(words.abuse)
  const offsets = new Int32Array(rows.length + 1)
  let buckets = new Int32Array(1 << 22)
  const ends = new Int32Array(rows.length * BLOCKS)
  let length = 0
  rows.forEach((row, i) => {
    const tokens = readGroupsAlike(tokenise(row.text, words))
    const set = hasher.hash(tokens, 0, tokens.length, row.text)
    if (length + set.count > buckets.length) {
      const larger = new Int32Array(buckets.length * 2)
      larger.set(buckets)
      buckets = larger
    }
    buckets.set(set.buckets.subarray(0, set.count), length)
    length += set.count
    ends.set(set.ends, i * BLOCKS)
    offsets[i + 1] = length
  })
  return { offsets, buckets: buckets.subarray(0, length), ends, blocks: BLOCKS, scales: BLOCK_SCALES }
}

export function indices(
  prepared: Prepared,
  keep: (row: Row, fold: string, i: number) => boolean,
): Int32Array {
  const out: number[] = []
  prepared.rows.forEach((row, i) => {
    if (keep(row, prepared.folds[i]!, i)) out.push(i)
  })
  return Int32Array.from(out)
}
