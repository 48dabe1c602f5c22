import { fold } from '../text/fold'
import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import {
  addWord,
  englishLog,
  frequencyLog,
  isLoan,
  LANGUAGES,
  listedIn,
  MOST_LISTED,
  MOST_SPELT,
} from './lists'
import { isAccented, isAscii, isAsciiWord, isGlued, isOtherScript, scriptUnits } from './script'
import { meantFrequency } from './slips'

/**
 * What speaks for each language against English, for one message; add it up for a conversation. `scores` are
 * logarithms of likelihood ratios in the order of `LANGUAGES`.
 */
export type Evidence = {
  words: number
  /** Words that English does not know. */
  unknown: number
  /** Words in another script than Latin. */
  otherScript: number
  /** What speaks for or against every other language alike. */
  base: number
  /** What each language has besides `base`; undefined where nothing made a closer look worth it. */
  scores?: Float64Array
  /** The part of `scores` that comes from a language's own words, and not from its letters alone. */
  listed?: Float64Array
}

export function noEvidence(): Evidence {
  return { words: 0, unknown: 0, otherScript: 0, base: 0 }
}

export function addEvidence(to: Evidence, more: Evidence): void {
  to.words += more.words
  to.unknown += more.unknown
  to.otherScript += more.otherScript
  to.base += more.base
  const { scores, listed } = more
  if (!scores || !listed) return
  const all = withScores(to)
  for (let i = 0; i < scores.length; i++) {
    all.scores[i]! += scores[i]!
    all.listed[i]! += listed[i]!
  }
}

/** The language that most speaks for, with what speaks for it and the part of that from its own words. */
export function likeliest({ base, scores, listed }: Evidence): {
  language: string
  score: number
  own: number
} {
  if (!scores || !listed) return { language: LANGUAGES[0]!, score: base, own: 0 }
  let best = 0
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i
  return { language: LANGUAGES[best]!, score: base + scores[best]!, own: listed[best]! }
}

function withScores(evidence: Evidence): { scores: Float64Array; listed: Float64Array } {
  evidence.scores ??= new Float64Array(LANGUAGES.length)
  evidence.listed ??= new Float64Array(LANGUAGES.length)
  return { scores: evidence.scores, listed: evidence.listed }
}

/** What a common English word says against every other language: about what borrowing it would cost. */
const ENGLISH = -3.5
/** Below this, at best, a message is not foreign and its words need no closer look. */
const LOOK_CLOSER = 4
/** About what an English word that another language lists too says, where nobody looks closer. */
const SHARED = -2
/** What an accent says on a word that English does not know. */
const ACCENT = 1.5
/** Words beyond these say no more about a message. */
const MOST_WORDS = 200
/** Data byte of a chat spelling ("dont", "tmrw"), which the table counts as the words that it stands for. */
const CHAT_SPELLING = 150

export function weigh(original: string, tokens: readonly Token[], words: Words): Evidence {
  const evidence = noEvidence()
  const ascii = isAscii(original)
  let shared = 0
  let atBest = 0
  let last = -1
  for (const token of tokens) {
    if (token.kind !== 'word' || token.start === last) continue
    last = token.start
    if (!ascii && isOtherScript(original, token) && !isKnown(token.text, words)) {
      evidence.otherScript += scriptUnits(original, token)
      continue
    }
    const word = wordOf(original, token, ascii)
    if (word === undefined) continue
    const frequency = frequencyOf(word, token, words)
    const entry = listedIn(word)
    evidence.words++
    if (!entry && isPlainEnglish(word, frequency)) {
      evidence.base += ENGLISH
      continue
    }
    if (frequency > 0) shared++
    else {
      evidence.unknown++
      if (!ascii) atBest += ACCENT
    }
    atBest += bestFor(word, frequency, entry)
  }
  if (evidence.base + atBest >= LOOK_CLOSER) lookCloser(evidence, original, tokens, words)
  else evidence.base += shared * SHARED
  return evidence
}

/** Each word that may be of another language, once. */
function lookCloser(to: Evidence, original: string, tokens: readonly Token[], words: Words): void {
  const ascii = isAscii(original)
  const all = withScores(to)
  const seen = new Set<string>()
  let last = -1
  for (const token of tokens) {
    if (token.kind !== 'word' || token.start === last || seen.size >= MOST_WORDS) continue
    last = token.start
    if (!ascii && isOtherScript(original, token) && !isKnown(token.text, words)) continue
    const word = wordOf(original, token, ascii)
    if (word === undefined) continue
    const frequency = frequencyOf(word, token, words)
    const entry = listedIn(word)
    if (!entry && isPlainEnglish(word, frequency)) continue
    if (seen.has(word)) {
      to.words--
      if (frequency === 0) to.unknown--
      continue
    }
    seen.add(word)
    const meant = frequency === 0 && !entry ? meantFrequency(word, words.common) : 0
    const english = englishLog(word, frequency)
    addWord(all, word, meant > 0 ? Math.max(english, frequencyLog(meant) - SLIP) : english)
    if (frequency > 0 || ascii || !isAccented(original, token)) continue
    for (let i = 0; i < all.scores.length; i++) {
      all.scores[i]! += ACCENT
      all.listed[i]! += ACCENT
    }
  }
}

/** The word that a token is written as, or undefined where it is too short, or part of a tag, a path or a command. */
function wordOf(original: string, token: Token, ascii: boolean): string | undefined {
  if (isGlued(original, token)) return undefined
  const word = spellingOf(original, token, ascii)
  return word.length < 2 || !isAsciiWord(word) ? undefined : word
}

/**
 * As the author spelt it, and not what a chat spelling or a repair made of it. Of a word with apostrophes the longest
 * part ("l'autobus"), but not where it stands for English words ("don't").
 */
function spellingOf(original: string, token: Token, ascii: boolean): string {
  const { text, start, end, repaired } = token
  if (ascii && !repaired && end - start === text.length) return text
  const parts = fold(original.slice(start, end)).text.split("'")
  const whole = parts.join('')
  if (!isAsciiWord(whole)) return text
  if (parts.length === 1 || (whole !== text && !repaired)) return whole
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest))
}

function frequencyOf(word: string, { text, repaired }: Token, { common, abuse }: Words): number {
  let own = common.get(word)
  if (own < LOAN && isLoan(word)) own = LOAN
  else if (own === 0 && abuse.get(word) > 0) own = INSULT
  if (own > 0 || word === text || text.startsWith(word)) return own
  if (abuse.get(text) > 0) return INSULT
  // "hunden" is no drawn-out "huden": a repair to a rare word is no sign of English.
  return repaired ? Math.max(0, common.get(text) - REPAIRED) : CHAT_SPELLING
}
/** A word is misspelt in one certain way about once in so many uses, as a logarithm. */
const SLIP = 6
/** Data bytes of words that the table of common ones leaves out. */
const INSULT = 100
const LOAN = 110
const REPAIRED = 20

/**
 * True when no other language could make so much of the word by its letters alone: each costs about 2.2 in the
 * logarithm.
 */
function isPlainEnglish(word: string, frequency: number): boolean {
  return frequency > 0 && frequency / 20 > 17.5 - 2.2 * (word.length + 1)
}

/** The most that a word can say for any language, without a look at its letters. */
function bestFor(word: string, frequency: number, entry: readonly number[] | undefined): number {
  if (frequency === 0) return entry ? MOST_LISTED : MOST_SPELT
  const english = frequencyLog(frequency)
  let most = Math.min(MOST_SPELT, -BEST_SPELT * (word.length + 1) - english)
  if (entry) for (let at = 1; at < entry.length; at += 2) most = Math.max(most, entry[at]! - english)
  return Math.min(MOST_LISTED, most)
}
/** What a letter costs at least, on average, where a word is spelt as its language likes best. */
const BEST_SPELT = 1.7

function isKnown(word: string, { common, abuse }: Words): boolean {
  return common.get(word) > 0 || abuse.get(word) > 0
}
