import { LetterModel } from './letters'
import { ENGLISH_SAMPLE, FOREIGN_WORDS, LOANS } from './words'

/** The share of a language's talk that its list covers; the rest is judged by its letters, or borrowed. */
const LISTED = 0.55
const BORROWED = 0.02
/** Zipf's law, flattened at the top because the lists are only roughly in order. */
const FLATTENED = 30

const lists = Object.entries(FOREIGN_WORDS).map(([code, words]) => ({ code, words: words.split(/\s+/) }))

/** Codes of the languages that are known of, in the order of every array of evidence. */
export const LANGUAGES = lists.map(({ code }) => code)

type Spelling = { others: LetterModel[]; english: LetterModel }
let learned: Spelling | undefined

/** Learned when a message first asks for it, about ten milliseconds, so that a start does not wait for it. */
function spelling(): Spelling {
  learned ??= {
    others: lists.map(({ words }) => new LetterModel(words)),
    english: new LetterModel(ENGLISH_SAMPLE.split(/\s+/)),
  }
  return learned
}

/** For each word the languages that list it and the logarithm of its probability there, by turns. */
const listed = new Map<string, number[]>()
lists.forEach(({ words }, language) => {
  const own = new Set(words)
  let sum = 0
  for (let rank = 0; rank < own.size; rank++) sum += 1 / (rank + FLATTENED)
  let rank = 0
  for (const word of own) {
    const entry = listed.get(word) ?? []
    entry.push(language, Math.log(LISTED / (rank++ + FLATTENED) / sum))
    listed.set(word, entry)
  }
})

const loans = new Set(LOANS.split(/\s+/))

/** A foreign word that English speakers throw in. */
export function isLoan(word: string): boolean {
  return loans.has(word)
}

/** Words and their logarithms by turns, `[language, log, language, log, …]`, or undefined for an unlisted word. */
export function listedIn(word: string): readonly number[] | undefined {
  return listed.get(word)
}

/** Tokens that the table of English frequencies was counted on, and the share of words that it leaves out. */
const LOG_COUNTED = Math.log(4_400_000)
const LOG_UNCOUNTED = Math.log(0.03)
const LOG_SPELT = Math.log(1 - LISTED - BORROWED)
const LOG_BORROWED = Math.log(BORROWED)
/** No word says more than this for a language, so that one alone decides nothing; less by its letters, as names may. */
export const MOST_LISTED = 6
export const MOST_SPELT = 4.5

/** Log probability of a word in English, from its data byte in the table of common words (20 · ln count). */
export function englishLog(word: string, frequency: number): number {
  const spelt = LOG_UNCOUNTED + spelling().english.logOf(word)
  return frequency > 0 ? Math.max(frequencyLog(frequency), spelt) : spelt
}

export function frequencyLog(frequency: number): number {
  return frequency / 20 - LOG_COUNTED
}

/** What one word says: for each language, in their order; and which languages list it. */
export type WordScores = { all: Float32Array; listed: readonly number[] }

/**
 * For each language how much likelier the word is there than in English, as a logarithm. A word that is not listed
 * may be of the language by its letters, or be borrowed from English.
 */
export function wordScores(word: string, english: number): WordScores {
  const entry = listed.get(word) ?? []
  const { others } = spelling()
  const all = new Float32Array(others.length)
  for (let language = 0; language < others.length; language++) {
    const spelt = LOG_SPELT + others[language]!.logOf(word) - english
    all[language] = Math.min(MOST_SPELT, Math.max(spelt, LOG_BORROWED))
  }
  const by: number[] = []
  for (let at = 0; at < entry.length; at += 2) {
    const language = entry[at]!
    all[language] = Math.max(all[language]!, Math.min(MOST_LISTED, entry[at + 1]! - english))
    by.push(language)
  }
  return { all, listed: by }
}
