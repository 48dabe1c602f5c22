import type { Token } from '../text/token'
import { WordTable } from '../text/word-table'
import { type CategoryFile, CategoryModel } from './category-model'
import { BLOCK_SCALES, BLOCKS, BUCKETS, FeatureHasher, type FeatureSet } from './features'

/** The weights file: figures only. `npm run train` writes it; `MODEL_CARD.md` says from what. */
export type ModelFile = {
  version: string
  /** Base64 of int8 weights; a weight is `value * scale`. */
  weights: string
  scale: number
  bias: number
  /** Platt: probability = sigmoid(a * margin + b). */
  platt: { a: number; b: number }
  /** Message probabilities above which at most 1 % and 0.1 % of ordinary chat lies. */
  thresholds: { review: number; urgent: number }
  /** Packed `WordTable`s: frequency of common words, category of abusive ones. */
  commonWords: string
  abuseWords: string
  /** Share of raters' marks on a word, in percent. */
  highlightWords: string
  /** What an abusive message does (`category-model.ts`). */
  categories: CategoryFile
}

/** Categories in the abuse table's data byte; the order is part of the file format. */
export const ABUSE_CATEGORIES = ['', 'insult', 'identity_attack', 'profanity', 'sexual'] as const

/** Logistic regression on hashed features of one message, or of a stretch of it. */
export class LinearModel {
  readonly words: { common: WordTable; abuse: WordTable }
  readonly highlightWords: WordTable
  readonly hasher: FeatureHasher
  readonly #categories: CategoryModel
  readonly #weights: Int8Array
  readonly #file: ModelFile

  constructor(file: ModelFile) {
    const bytes = Buffer.from(file.weights, 'base64')
    if (bytes.length !== BUCKETS) throw new RangeError('the weights file has the wrong number of buckets')
    this.#weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#file = file
    this.words = { common: WordTable.unpack(file.commonWords), abuse: WordTable.unpack(file.abuseWords) }
    this.highlightWords = WordTable.unpack(file.highlightWords)
    this.hasher = new FeatureHasher(this.words.abuse)
    this.#categories = new CategoryModel(file.categories)
  }

  /** Of an abusive message, how likely each of `CATEGORIES` is. */
  categories(tokens: readonly Token[], original: string): number[] {
    return this.#categories.probabilities(this.hasher.hash(tokens, 0, tokens.length, original))
  }

  /** The margin of tokens `[from, to)`: positive leans towards abuse. */
  margin(tokens: readonly Token[], from: number, to: number, original: string): number {
    return this.#sum(this.hasher.hash(tokens, from, to, original)) + this.#file.bias
  }

  probability(margin: number): number {
    const { a, b } = this.#file.platt
    return 1 / (1 + Math.exp(-(a * margin + b)))
  }

  /** The margin, without the bias, of a message that holds this token alone. */
  tokenWeight(token: Token): number {
    return this.#sum(this.hasher.hashToken(token))
  }

  #sum({ buckets, ends }: FeatureSet): number {
    let sum = 0
    for (let block = 0, at = 0; block < BLOCKS; block++) {
      const end = ends[block]!
      const size = Math.max(1, end - at)
      let part = 0
      for (; at < end; at++) part += this.#weights[buckets[at]!]!
      sum += (part * BLOCK_SCALES[block]!) / Math.sqrt(size)
    }
    return sum * this.#file.scale
  }
}
