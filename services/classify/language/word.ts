import { fold } from '../text/fold'
import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import { frequencyLog, isLoan, listedIn, MOST_LISTED, MOST_SPELT, type WordScores } from './lists'
import { isAccented, isAsciiWord, isOtherScript, scriptUnits } from './script'

/** What is known of a word before its letters are looked at. */
export type Word = {
  /** In Latin letters, as its author spelt it; empty in another script. */
  readonly spelling: string
  /** How many words of another script it is worth; 0 in Latin letters. */
  readonly units: number
  /** Data byte in the table of English words; 0 where English does not know it. */
  readonly frequency: number
  /** English, and no other language could make much of it. */
  readonly plain: boolean
  /** Well known in English, and in no other language or not so well. */
  readonly english: boolean
  /** With an accent, and unknown to English. */
  readonly accented: boolean
  /** The most that it can say for any language, with its accents. */
  readonly most: number
  /** What it says for each language; see `Vocabulary.scoresOf`. */
  scores: WordScores | undefined
  /** The last count that it was in. */
  count: number
}

/** What a common English word says against every other language: about what borrowing it would cost. */
export const ENGLISH = -3.5
/** What an accent says on a word that English does not know. */
export const ACCENT = 1.5

/** Data byte of a chat spelling ("dont", "tmrw"), which the table counts as the words that it stands for. */
const CHAT_SPELLING = 150
/** Data bytes of words that the table of common ones leaves out. */
const INSULT = 100
const LOAN = 110
const REPAIRED = 20
/** What a letter costs at least, on average, where a word is spelt as its language likes best. */
const BEST_SPELT = 1.7

/**
 * Null where a token is too short a word, or a picture.
 *
 * @param ascii whether all of `original` is.
 */
export function lookUp(original: string, token: Token, ascii: boolean, words: Words): Word | null {
  const asText = isAsText(original, token, ascii)
  const written = asText ? token.text : original.slice(token.start, token.end)
  if (!ascii && isOtherScript(written) && !isKnown(token.text, words))
    return inOtherScript(scriptUnits(written))
  const spelling = asText ? written : spellingOf(written, token)
  if (spelling.length < 2 || !isAsciiWord(spelling)) return null
  const frequency = frequencyOf(spelling, token, words)
  const listed = listedIn(spelling)
  const plain = !listed && isPlainEnglish(spelling, frequency)
  const accented = !ascii && frequency === 0 && isAccented(written)
  const most = plain ? ENGLISH : bestFor(spelling, frequency, listed) + (accented ? ACCENT : 0)
  const english = most < 0 || (!listed && frequency > LOAN)
  return { spelling, units: 0, frequency, plain, english, accented, most, scores: undefined, count: 0 }
}

/** True where a token's text, in lower case, is what its author wrote, in ASCII letters of any case. */
export function isAsText(original: string, { text, start, end, repaired }: Token, ascii: boolean): boolean {
  if (repaired || end - start !== text.length) return false
  if (ascii) return true
  for (let i = 0; i < text.length; i++) {
    const code = original.charCodeAt(start + i)
    const own = text.charCodeAt(i)
    if (code !== own && (code > 0x7f || (code | 32) !== own)) return false
  }
  return true
}

function inOtherScript(units: number): Word {
  const unknown = { frequency: 0, plain: false, english: false, accented: false, most: 0 }
  return { spelling: '', units, ...unknown, scores: undefined, count: 0 }
}

/**
 * As the author spelt it, and not what a chat spelling or a repair made of it. Of a word with apostrophes the longest
 * part ("l'autobus"), but not where it stands for English words ("don't"). Empty for a picture.
 */
function spellingOf(written: string, { text, repaired }: Token): string {
  const parts = fold(written).text.split("'")
  const whole = parts.join('')
  if (!isAsciiWord(whole)) return /[a-z]/.test(whole) ? text : ''
  if (parts.length === 1 || (whole !== text && !repaired)) return whole
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest))
}

function frequencyOf(spelling: string, { text, repaired }: Token, { common, abuse }: Words): number {
  let own = common.get(spelling)
  if (own < LOAN && isLoan(spelling)) own = LOAN
  else if (own === 0 && abuse.get(spelling) > 0) own = INSULT
  if (own > 0 || spelling === text || text.startsWith(spelling)) return own
  if (abuse.get(text) > 0) return INSULT
  // "hunden" is no drawn-out "huden": a repair to a rare word is no sign of English.
  return repaired ? Math.max(0, common.get(text) - REPAIRED) : CHAT_SPELLING
}

function isKnown(word: string, { common, abuse }: Words): boolean {
  return common.get(word) > 0 || abuse.get(word) > 0
}

/** True when no other language could make so much of the word by its letters: each costs about 2.2 in the logarithm. */
function isPlainEnglish(word: string, frequency: number): boolean {
  return frequency > 0 && frequency / 20 > 17.5 - 2.2 * (word.length + 1)
}

function bestFor(word: string, frequency: number, listed: readonly number[] | undefined): number {
  if (frequency === 0) return listed ? MOST_LISTED : MOST_SPELT
  const english = frequencyLog(frequency)
  let most = Math.min(MOST_SPELT, -BEST_SPELT * (word.length + 1) - english)
  if (listed) for (let at = 1; at < listed.length; at += 2) most = Math.max(most, listed[at]! - english)
  return Math.min(MOST_LISTED, most)
}
