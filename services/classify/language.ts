import { type Evidence, foreignFrom } from './language/evidence'

/**
 * Whether a message is in English, the only language trained so far. A foreign one cannot be read: it is
 * `unavailable`, never low. Too short, emoji-only or code-like ones are undecided. To add a language: see
 * MODEL_CARD.md.
 */
export type Tongue = 'english' | 'foreign' | 'undecided'

/** Of which this must come from words of the language: a name, a slip or a command may be spelt like one. */
const LISTED = 1
/** Or else nearly all words are unknown to English, there are some, and each says much for one way of spelling. */
const UNKNOWN_WORDS = 4
const UNKNOWN_SHARE = 0.75
const UNKNOWN_A_WORD = 2.5
const ENGLISH = -4

export function judge(evidence: Evidence): Tongue {
  const { words, unknown, otherScript, score, own } = evidence
  if (otherScript >= 1 && otherScript > words) return 'foreign'
  if (words < 2) return 'undecided'
  if (own >= LISTED && score >= foreignFrom(words)) return 'foreign'
  const unlike = words >= UNKNOWN_WORDS && unknown / words >= UNKNOWN_SHARE
  if (unlike && score >= UNKNOWN_A_WORD * words) return 'foreign'
  return score <= ENGLISH ? 'english' : 'undecided'
}
