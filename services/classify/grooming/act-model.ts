import type { WordView } from '../patterns/pattern'
import { WordTable } from '../text/word-table'
import { ACT_BUCKETS, ActHasher } from './act-features'
import { ACTS } from './acts'

/** Figures only: a row of int8 weights for each bucket that says anything, one weight an act. */
export type ActModelFile = {
  /** Base64 of one bit a bucket, lowest first: whether it has a row. */
  rows: string
  /** Base64 of the rows in the order of their buckets, ACTS values each; a weight is `value * scale`. */
  weights: string
  scale: number
  biases: number[]
  /** Base64 of a `WordTable`: the cluster of each frequent word. */
  clusters: string
}

/** Judges one message for each act: independent logistic regressions over one set of hashed features. */
export class ActModel {
  readonly #hasher: ActHasher
  /** The place of each bucket's row, or -1: most buckets have none. */
  readonly #rowOf = new Int32Array(ACT_BUCKETS).fill(-1)
  readonly #weights: Int8Array
  readonly #sums = new Int32Array(ACTS.length)
  readonly #scale: number
  readonly #biases: readonly number[]

  /** @throws RangeError when the file does not fit this code. */
  constructor(file: ActModelFile) {
    if (file.biases.length !== ACTS.length) throw new RangeError('the weights of acts do not fit')
    const weights = Buffer.from(file.weights, 'base64')
    this.#weights = Int8Array.from(weights, (byte) => (byte << 24) >> 24)
    if (this.#placeRows(Buffer.from(file.rows, 'base64')) !== weights.length)
      throw new RangeError('the weights of acts do not fit')
    this.#scale = file.scale
    this.#biases = file.biases
    this.#hasher = new ActHasher(WordTable.decode(file.clusters))
  }

  /** The margin of each act, in the order of `ACTS`; above 0 is more likely than not. */
  margins(view: WordView, cues: Iterable<string>): Float64Array {
    const { buckets, count } = this.#hasher.hash(view, cues)
    const sums = this.#sums.fill(0)
    const weights = this.#weights
    for (let i = 0; i < count; i++) {
      const row = this.#rowOf[buckets[i]!]!
      if (row < 0) continue
      for (let act = 0; act < ACTS.length; act++) sums[act]! += weights[row + act]!
    }
    const value = this.#scale / Math.sqrt(Math.max(1, count))
    const margins = new Float64Array(ACTS.length)
    for (let act = 0; act < ACTS.length; act++) margins[act] = sums[act]! * value + this.#biases[act]!
    return margins
  }

  /** Gives each bucket that has one its row, in order; returns how many weights that makes. */
  #placeRows(rows: Buffer): number {
    if (rows.length !== ACT_BUCKETS / 8) throw new RangeError('the weights of acts do not fit')
    let at = 0
    for (let bucket = 0; bucket < ACT_BUCKETS; bucket++) {
      if (!(rows[bucket >> 3]! & (1 << (bucket & 7)))) continue
      this.#rowOf[bucket] = at
      at += ACTS.length
    }
    return at
  }
}
