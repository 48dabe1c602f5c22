import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import { englishLog, frequencyLog, listedIn, type WordScores, wordScores } from './lists'
import { isAscii, isGlued } from './script'
import { meantFrequency } from './slips'
import { isAsText, lookUp, type Word } from './word'

/** What a message can say at best, at a glance. */
export type Glance = {
  /** In Latin letters; repeated ones too. */
  words: number
  /** Different ones that are well known in English, and in no other language or not so well. */
  english: number
  /** All others, also in another script; repeated ones too. */
  others: number
  /** Of which English does not know these. */
  unknown: number
  /** What would speak for another language at most; infinite where some of it is in another script. */
  most: number
}

/** A word is misspelt in one certain way about once in so many uses, as a logarithm. */
const SLIP = 6

/** Which prints of words were seen in the message of that number. */
const seen = new Float64Array(1024)
let glances = 0

/** The words of one conversation. */
export class Vocabulary {
  readonly #english: Words
  readonly #words = new Map<string, Word>()
  #counts = 0

  constructor(english: Words) {
    this.#english = english
  }

  /**
   * Each different word for another language counts at least once, and each against it at most once: of two with the
   * same print only one.
   */
  glance(original: string, tokens: readonly Token[]): Glance {
    const glance = { words: 0, english: 0, others: 0, unknown: 0, most: 0 }
    const number = ++glances
    const ascii = isAscii(original)
    let last = -1
    for (const token of tokens) {
      if (!isWord(original, token, last)) continue
      last = token.start
      const word = lookUp(original, token, ascii, this.#english)
      if (word === null) continue
      glance.others += word.units
      if (word.units > 0) glance.most = Number.POSITIVE_INFINITY
      if (word.spelling === '') continue
      glance.words++
      if (word.frequency === 0) glance.unknown++
      if (!word.english) {
        glance.others++
        glance.most += word.most
        continue
      }
      const print = printOf(token.text)
      const isNew = seen[print] !== number
      seen[print] = number
      if (isNew) glance.english++
      if (isNew || word.most > 0) glance.most += word.most
    }
    return glance
  }

  /** The different words of a message: one said a hundred times says no more of its language than once. */
  wordsOf(original: string, tokens: readonly Token[]): Word[] {
    const count = ++this.#counts
    const ascii = isAscii(original)
    const said: Word[] = []
    let last = -1
    for (const token of tokens) {
      if (!isWord(original, token, last)) continue
      last = token.start
      const key = keyOf(original, token, ascii)
      let word = this.#words.get(key)
      if (!word) {
        const found = lookUp(original, token, ascii, this.#english)
        if (found === null) continue
        word = found
        this.#words.set(key, word)
      }
      if (word.count === count) continue
      word.count = count
      said.push(word)
    }
    return said
  }

  /** The different words of several messages. */
  together(messages: readonly (readonly Word[])[]): Word[] {
    const count = ++this.#counts
    const said: Word[] = []
    for (const message of messages)
      for (const word of message) {
        if (word.count === count) continue
        word.count = count
        said.push(word)
      }
    return said
  }

  /** What a word says for each language. */
  scoresOf(word: Word): WordScores {
    if (word.scores) return word.scores
    const { spelling, frequency } = word
    const english = englishLog(spelling, frequency)
    const listed = listedIn(spelling)
    const meant = frequency === 0 && !listed ? meantFrequency(spelling, this.#english.common) : 0
    word.scores = wordScores(spelling, meant > 0 ? Math.max(english, frequencyLog(meant) - SLIP) : english)
    return word.scores
  }
}

/** Several tokens that one spelling stands for are one word. */
function isWord(original: string, token: Token, last: number): boolean {
  const { kind, start, end } = token
  return kind === 'word' && start !== last && end - start >= 2 && !isGlued(original, token)
}

/** The same for a word in whatever case, and however it is drawn out. */
function keyOf(original: string, token: Token, ascii: boolean): string {
  const { text, start, end, repaired } = token
  if (isAsText(original, token, ascii)) return text
  return repaired ? `${text}\0` : `${text}\0${original.slice(start, end).toLowerCase()}`
}

function printOf(word: string): number {
  const end = word.length - 1
  return (word.charCodeAt(0) * 37 + word.charCodeAt(1) * 11 + word.charCodeAt(end) * 5 + end) & 1023
}
