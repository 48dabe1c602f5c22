import { mix } from '../text/hash'
import { collapse } from '../text/repair'
import type { Token } from '../text/token'
import { type AbuseLookup, addStructure } from './structure'

/** 2^18 buckets. */
export const BUCKETS = 1 << 18
const MASK = BUCKETS - 1
const PRIME = 0x01000193
const BASIS = 0x811c9dc5

/**
 * The distinct feature buckets of a token list, in three blocks: words, characters, structure. Block b ends before
 * `ends[b]` and is normalised by itself, so that many characters do not drown few words. Both arrays are reused by
 * the next call.
 */
export type FeatureSet = { buckets: Int32Array; count: number; ends: Int32Array }
export const BLOCKS = 3
/** What a feature of each block counts, before it is divided by the root of their number; chosen on platforms left out. */
export const BLOCK_SCALES: readonly number[] = [1, 2, 1]

/**
 * Hashes words, pairs of words and a few bits of style; character 2- to 5-grams within words; and how the sentence
 * is built (`structure.ts`). One instance owns its buffers, so that scoring allocates nothing for each message.
 */
export class FeatureHasher {
  #buckets = new Int32Array(4096)
  #count = 0
  readonly #ends = new Int32Array(BLOCKS)
  readonly #addOf = (feature: number): void => this.#add(mix(feature))
  readonly #stamp = new Int32Array(BUCKETS)
  #generation = 0
  readonly #abuse: AbuseLookup

  constructor(abuse: AbuseLookup) {
    this.#abuse = abuse
  }

  /** @param original the text that the tokens came from, for its capitals. */
  hash(tokens: readonly Token[], from: number, to: number, original: string): FeatureSet {
    this.#start()
    let previous = 0
    let addressed = false
    let abusive = 0
    let lettersUpper = 0
    let letters = 0
    let exclamations = false
    for (let i = from; i < to; i++) {
      const token = tokens[i]!
      const word = hashFrom(BASIS, token.text)
      if (token.kind === 'symbol') {
        this.#add(mix(word ^ 0x5bd1e995))
        if (token.text === '!') exclamations = true
        continue
      }
      this.#word(token, word)
      if (i > from && previous !== 0) this.#add(mix(Math.imul(previous, 31) ^ word ^ 0x27d4eb2f))
      previous = word
      if (token.text === 'you' || token.text === 'your' || token.text === 'yourself') addressed = true
      const category = this.#abuse.get(token.text)
      if (category > 0) {
        abusive = category
        this.#add(mix(0x1000 + (category & 15)))
      }
      for (let at = token.start; at < token.end; at++) {
        const code = original.charCodeAt(at)
        if (code >= 65 && code <= 90) lettersUpper++
        if ((code | 32) >= 97 && (code | 32) <= 122) letters++
      }
    }
    if (addressed) this.#add(mix(0x2001))
    if (abusive > 0) this.#add(mix(addressed ? 0x2002 : 0x2003))
    if (letters >= 5 && lettersUpper * 10 >= letters * 7) this.#add(mix(0x2004))
    if (exclamations) this.#add(mix(0x2005))
    if (to - from <= 4) this.#add(mix(0x2006))
    if (this.#count === 0) this.#add(mix(0x2007))
    this.#ends[0] = this.#count
    for (let i = from; i < to; i++) if (tokens[i]!.kind === 'word') this.#characters(tokens[i]!.text)
    this.#ends[1] = this.#count
    addStructure(tokens, from, to, this.#abuse, this.#addOf)
    this.#ends[2] = this.#count
    return { buckets: this.#buckets, count: this.#count, ends: this.#ends }
  }

  /** The buckets that one token adds by itself, for attribution. */
  hashToken(token: Token): FeatureSet {
    this.#start()
    const word = hashFrom(BASIS, token.text)
    if (token.kind === 'symbol') this.#add(mix(word ^ 0x5bd1e995))
    else {
      this.#word(token, word)
      const category = this.#abuse.get(token.text)
      if (category > 0) this.#add(mix(0x1000 + (category & 15)))
    }
    this.#ends[0] = this.#count
    if (token.kind === 'word') this.#characters(token.text)
    this.#ends[1] = this.#count
    this.#ends[2] = this.#count
    return { buckets: this.#buckets, count: this.#count, ends: this.#ends }
  }

  #word(token: Token, word: number): void {
    if (token.kind === 'number') {
      this.#add(mix(0x3000 + Math.min(token.text.length, 6)))
      return
    }
    const { text } = token
    this.#add(mix(word))
    const squeezed = collapse(text, 1)
    if (squeezed !== text) this.#add(mix(hashFrom(BASIS, squeezed) ^ 0x165667b1))
  }

  #characters(text: string): void {
    const length = Math.min(text.length, LONGEST_WORD)
    // Position -1 is the word's edge "^" and position length is "$".
    for (let start = -1; start < length; start++) {
      let h = BASIS ^ 0x9e3779b9
      for (let n = 0; n < 5 && start + n <= length; n++) {
        const at = start + n
        const code = at < 0 ? 94 : at === length ? 36 : text.charCodeAt(at)
        h = Math.imul(h ^ code, PRIME)
        if (n > 0) this.#add(mix(h ^ n))
      }
    }
  }

  #start(): void {
    this.#generation++
    this.#count = 0
  }

  #add(hash: number): void {
    const bucket = hash & MASK
    if (this.#stamp[bucket] === this.#generation) return
    this.#stamp[bucket] = this.#generation
    if (this.#count === this.#buckets.length) {
      const larger = new Int32Array(this.#buckets.length * 2)
      larger.set(this.#buckets)
      this.#buckets = larger
    }
    this.#buckets[this.#count++] = bucket
  }
}

const LONGEST_WORD = 40

function hashFrom(basis: number, text: string): number {
  let h = basis
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME)
  return h | 0
}
