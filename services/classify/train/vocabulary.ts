import { ABUSE_CATEGORIES } from '../linear/model'
import { tokenise } from '../text/tokenise'
import { WordTable } from '../text/word-table'
import type { Row } from './corpora'
import { INSULT_WORDS, PROFANE_WORDS } from './insult-words'

const NOTHING = { common: { get: () => 0 }, abuse: { get: () => 0 } }
const MIN_COUNT = 4
const MAX_WORDS = 32_000
/** Lists and what was written to balance others say nothing of how often a word is used. */
const NOT_COUNTED = new Set(['surge_profanity', 'authored_v3', 'authored_v4', 'authored_pairs'])

/** Words of the training rows by frequency: data byte = 20 · ln(count), so that 255 is about 350,000. */
export function buildCommonWords(rows: readonly Row[]): WordTable {
  const counts = new Map<string, number>()
  for (const row of rows) {
    if (NOT_COUNTED.has(row.source)) continue
    for (const token of tokenise(row.text, NOTHING)) {
      if (token.kind === 'word' && /^[a-z]{1,18}$/.test(token.text) && !/(.)\1\1/.test(token.text))
        counts.set(token.text, (counts.get(token.text) ?? 0) + 1)
    }
  }
  const words = [...counts]
    .filter(([, count]) => count >= MIN_COUNT)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_WORDS)
  return WordTable.build(words.map(([word, count]) => [word, Math.round(20 * Math.log(count))] as const))
}

const LEXICON_CATEGORIES: Record<string, (typeof ABUSE_CATEGORIES)[number]> = {
  'racial / ethnic slurs': 'identity_attack',
  'sexual orientation / gender': 'identity_attack',
  'religious offense': 'profanity',
  'mental disability': 'insult',
  'physical disability': 'insult',
  'physical attributes': 'insult',
  'animal references': 'insult',
  'other / general insult': 'insult',
  'sexual anatomy / sexual acts': 'sexual',
  'bodily fluids / excrement': 'profanity',
}
/** Below this severity the lexicon's words are as often harmless. */
const MIN_SEVERITY = 1.6

export function buildAbuseWords(rows: readonly Row[]): WordTable {
  const words = new Map<string, number>()
  for (const row of rows) {
    if (row.source !== 'surge_profanity' || (row.severity ?? 0) < MIN_SEVERITY) continue
    const category = LEXICON_CATEGORIES[row.category]
    const word = row.text.toLowerCase()
    if (category && /^[a-z]{3,20}$/.test(word)) words.set(word, ABUSE_CATEGORIES.indexOf(category))
  }
  for (const word of PROFANE_WORDS) words.set(word, ABUSE_CATEGORIES.indexOf('profanity'))
  for (const word of INSULT_WORDS) words.set(word, ABUSE_CATEGORIES.indexOf('insult'))
  return WordTable.build([...words].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
}

/** Of the times a word stands in a span-labelled post, the share that a span covers it; only words often covered. */
export function buildHighlightWords(rows: readonly Row[]): WordTable {
  const counts = new Map<string, [covered: number, all: number]>()
  for (const row of rows) {
    if (row.source !== 'toxic_spans') continue
    for (const token of tokenise(row.text, NOTHING)) {
      if (token.kind !== 'word' || token.text.length < 3) continue
      const count = counts.get(token.text) ?? [0, 0]
      count[1]++
      if (row.spans?.some(([start, end]) => token.start >= start && token.end <= end)) count[0]++
      counts.set(token.text, count)
    }
  }
  const shares = [...counts]
    .map(([word, [covered, all]]) => [word, all < 2 ? 0 : Math.round((100 * covered) / (all + 1.5))] as const)
    .filter(([, percent]) => percent >= 8)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return WordTable.build(shares)
}
