import { type Evidence, likeliest, weigh } from './language/evidence'
import type { Words } from './text/repair'
import type { Token } from './text/token'

/**
 * Whether a message is in English, the only language trained so far. A foreign one cannot be read: it is
 * `unavailable`, never low. Too short, emoji-only or code-like ones are undecided. To add a language: see
 * MODEL_CARD.md.
 */
export type Tongue = 'english' | 'foreign' | 'undecided'

/** Evidence for a language that settles it, and how much more each word must bring: names and slips add up. */
const FOREIGN = 5
const FOREIGN_A_WORD = 0.3
/** What two or three words must bring besides: they are often a name, a reaction, a line of a song. */
const FOREIGN_SHORT = [0, 0, 3.5, 0.5]
/** Of which this must come from words of the language: a name, a slip or a command may be spelt like one. */
const LISTED = 1
/** Or else nearly all words are unknown to English, there are some, and each says much for one way of spelling. */
const UNKNOWN_WORDS = 4
const UNKNOWN_SHARE = 0.75
const UNKNOWN_A_WORD = 2.5
const ENGLISH = -4

export function judge(evidence: Evidence): Tongue {
  const { words, unknown, otherScript } = evidence
  if (otherScript >= 1 && otherScript > words) return 'foreign'
  if (words < 2) return 'undecided'
  const { score: most, own } = likeliest(evidence)
  if (own >= LISTED && most >= FOREIGN + FOREIGN_A_WORD * words + (FOREIGN_SHORT[words] ?? 0))
    return 'foreign'
  const unlike = words >= UNKNOWN_WORDS && unknown / words >= UNKNOWN_SHARE
  if (unlike && most >= UNKNOWN_A_WORD * words) return 'foreign'
  return most <= ENGLISH ? 'english' : 'undecided'
}

/**
 * Code of the language of one text, as `words.ts` has them: `en`, another one, or `und` where too little speaks
 * for any or its script says that it is not English and no more.
 */
export function identify(original: string, tokens: readonly Token[], words: Words): string {
  const evidence = weigh(original, tokens, words)
  const tongue = judge(evidence)
  if (tongue === 'english') return 'en'
  const inLetters = evidence.words > evidence.otherScript
  return tongue === 'foreign' && inLetters ? likeliest(evidence).language : 'und'
}
