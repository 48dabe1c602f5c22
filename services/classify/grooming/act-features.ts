import type { WordView } from '../patterns/pattern'
import { hashWord, mix } from '../text/hash'
import { conceptList } from './concepts'

export const ACT_BUCKETS = 1 << 16
/** The most features that one message has; the rest of a very long one says nothing more. */
const MAX_FEATURES = 1_200
const MAX_CONCEPTS = 12
const NEGATION_REACH = 3
const NEGATIONS = new Set([
  'not',
  'never',
  'no',
  'without',
  'nobody',
  'noone',
  'none',
  'nor',
  'neednt',
  'hardly',
])

/** What does not depend on where a word stands; kept for frequent words. */
type WordFacts = { hash: number; stem: number; concepts: readonly number[] }
const MOST_FACTS = 20_000

/** Families of features; a number each, so that equal hashes of two families do not meet. */
const FAMILY = {
  word: 1,
  stem: 2,
  pair: 3,
  asked: 4,
  first: 5,
  negated: 6,
  concept: 7,
  conceptPair: 8,
  conceptNegated: 9,
  cue: 10,
  shape: 11,
} as const

/** Who is spoken to, spoken of, or speaks, and conditions, as bits. */
const SHAPE_WORDS = new Map(
  ['you your yourself', 'he she they him them his', 'i me my mine', 'if'].flatMap((words, bit) =>
    words.split(' ').map((word): [string, number] => [word, 1 << bit]),
  ),
)

/**
 * Hashes what one message says and how: words, their neighbours and stems, what is asked and what is negated,
 * concepts that stand together in a sentence, and the shape of it (asks, tells, quotes).
 */
export class ActHasher {
  readonly #facts = new Map<string, WordFacts>()
  readonly #seen = new Uint32Array(ACT_BUCKETS)
  readonly #buckets = new Int32Array(MAX_FEATURES)
  #round = 0
  #count = 0

  /** @param cues codes of phrases that were found. The result is valid until the next call. */
  hash(view: WordView, cues: Iterable<string>): { buckets: Int32Array; count: number } {
    this.#round++
    this.#count = 0
    for (let from = 0; from < view.words.length; ) {
      let to = from + 1
      while (to < view.words.length && view.sentence[to] === view.sentence[from]) to++
      this.#addSentence(view, from, to)
      from = to
      if (this.#count >= MAX_FEATURES) break
    }
    for (const cue of cues) this.#add(FAMILY.cue, hashWord(cue))
    this.#addShape(view)
    return { buckets: this.#buckets, count: this.#count }
  }

  #addSentence({ words, question }: WordView, from: number, to: number): void {
    let negatedUntil = -1
    let last = 0
    const concepts: number[] = []
    const asks = question[from] ? 1 : 0
    for (let at = from; at < to && this.#count < MAX_FEATURES; at++) {
      const word = words[at]!
      const { hash, stem, concepts: belongsTo } = this.#factsOf(word)
      this.#add(FAMILY.word, hash)
      if (stem !== 0) this.#add(FAMILY.stem, stem)
      if (last !== 0) this.#add(FAMILY.pair, mix(last ^ Math.imul(hash, 31)))
      if (asks) this.#add(FAMILY.asked, hash)
      if (at === from) this.#add(FAMILY.first, mix(hash + asks))
      if (at <= negatedUntil) this.#add(FAMILY.negated, hash)
      for (const concept of belongsTo) {
        if (at <= negatedUntil) this.#add(FAMILY.conceptNegated, concept)
        if (concepts.length < MAX_CONCEPTS && !concepts.includes(concept)) concepts.push(concept)
      }
      if (NEGATIONS.has(word)) negatedUntil = at + NEGATION_REACH
      last = hash
    }
    for (let i = 0; i < concepts.length; i++) {
      const concept = concepts[i]!
      this.#add(FAMILY.concept, concept * 2 + asks)
      for (let j = i + 1; j < concepts.length; j++) {
        const other = concepts[j]!
        this.#add(FAMILY.conceptPair, concept < other ? concept * 64 + other : other * 64 + concept)
      }
    }
  }

  #factsOf(word: string): WordFacts {
    const known = this.#facts.get(word)
    if (known) return known
    const facts: WordFacts = {
      hash: hashWord(word),
      stem: word.length > 5 ? hashWord(word.slice(0, 5)) : 0,
      concepts: conceptList(word),
    }
    if (this.#facts.size < MOST_FACTS && word.length <= 20) this.#facts.set(word, facts)
    return facts
  }

  #addShape(view: WordView): void {
    const { words } = view
    if (view.question.includes(true)) this.#add(FAMILY.shape, 1)
    if (view.quoted.includes(true)) this.#add(FAMILY.shape, 2)
    this.#add(FAMILY.shape, 10 + Math.min(4, Math.floor(Math.log2(1 + words.length))))
    let said = 0
    for (const word of words) said |= SHAPE_WORDS.get(word) ?? 0
    this.#add(FAMILY.shape, 20 + (said & 7))
    if (said & 8) this.#add(FAMILY.shape, 3)
  }

  #add(family: number, value: number): void {
    if (this.#count >= MAX_FEATURES) return
    const bucket = mix(value ^ Math.imul(family, 0x9e3779b1)) & (ACT_BUCKETS - 1)
    if (this.#seen[bucket] === this.#round) return
    this.#seen[bucket] = this.#round
    this.#buckets[this.#count++] = bucket
  }
}
