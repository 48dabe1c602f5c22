import { LANGUAGES } from './lists'
import type { Vocabulary } from './vocabulary'
import { ACCENT, ENGLISH, type Word } from './word'

/** What speaks for the likeliest other language against English; logarithms of likelihood ratios. */
export type Evidence = {
  /** Different words in Latin letters. */
  words: number
  /** Of which English does not know these. */
  unknown: number
  /** Words' worth in another script than Latin. */
  otherScript: number
  score: number
  /** The part of `score` that comes from the language's own words, and not from its letters alone. */
  own: number
}

/** Evidence for a language that settles it, and how much more each word must bring: names and slips add up. */
const FOREIGN = 5
const FOREIGN_A_WORD = 0.3
/** What two or three words must bring besides: they are often a name, a reaction, a line of a song. */
const FOREIGN_SHORT = [0, Number.POSITIVE_INFINITY, 3.5, 0.5]

/** The score from which so many different words may be foreign. */
export function foreignFrom(words: number): number {
  return FOREIGN + FOREIGN_A_WORD * words + (FOREIGN_SHORT[words] ?? 0)
}

/** The same where some of the words may be repeated: no number of words needs less than four. */
export function foreignFromUpTo(words: number): number {
  return foreignFrom(Math.min(words, 4))
}

/** About what an English word that another language lists too says, where nobody looks closer. */
const SHARED = -2
/** Of more words than this an even choice is looked at, and stands for all. */
const MOST_WORDS = 200

/** @param said different words, as `Vocabulary` gives them. */
export function weigh(said: readonly Word[], vocabulary: Vocabulary): Evidence {
  const closer: Word[] = []
  let otherScript = 0
  let words = 0
  let unknown = 0
  let base = 0
  let atBest = 0
  for (const word of said) {
    if (word.spelling === '') {
      otherScript += word.units
      continue
    }
    words++
    if (word.plain) {
      base += ENGLISH
      continue
    }
    closer.push(word)
    if (word.frequency === 0) unknown++
    atBest += word.most
  }
  const counts = { words, unknown, otherScript }
  if (base + atBest < foreignFrom(words))
    return { ...counts, score: base + SHARED * (closer.length - unknown), own: 0 }
  const { score, own } = lookCloser(closer, vocabulary)
  return { ...counts, score: base + score, own }
}

/** What speaks for the likeliest language. */
function lookCloser(words: readonly Word[], vocabulary: Vocabulary): { score: number; own: number } {
  const all = new Float64Array(LANGUAGES.length)
  const listed = new Float64Array(LANGUAGES.length)
  const step = Math.ceil(words.length / MOST_WORDS)
  let looked = 0
  let accents = 0
  for (let at = 0; at < words.length; at += step, looked++) {
    const word = words[at]!
    const scores = vocabulary.scoresOf(word)
    for (let i = 0; i < all.length; i++) all[i]! += scores.all[i]!
    for (const i of scores.listed) listed[i]! += Math.max(0, scores.all[i]!)
    if (word.accented) accents += ACCENT
  }
  let best = 0
  for (let i = 1; i < all.length; i++) if (all[i]! > all[best]!) best = i
  const each = words.length / Math.max(1, looked)
  return { score: each * (all[best]! + accents), own: each * (listed[best]! + accents) }
}
