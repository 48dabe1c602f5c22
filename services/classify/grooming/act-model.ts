import type { WordView } from '../patterns/pattern'
import { ACT_BUCKETS, ActHasher } from './act-features'
import { ACTS } from './acts'

/** Figures only: a row of weights for each bucket that says anything, one weight an act. */
export type ActModelFile = {
  /** Base64 of one bit a bucket, lowest first: whether it has a row. */
  rows: string
  /** Base64 of the rows in the order of their buckets: two weights a byte, the first in the low four bits. */
  weights: string
  /** A weight is `(its four bits - MIDDLE) * scale`. */
  scale: number
  biases: number[]
}

/** Four bits hold -7 to 7: sums over a message's hundred features lose nothing by it (ADR 12). */
export const MIDDLE = 8
const ROW_BYTES = ACTS.length / 2

/** Judges one message for each act: independent logistic regressions over one set of hashed features. */
export class ActModel {
  readonly #hasher = new ActHasher()
  /** The place of each bucket's row, or -1: most buckets have none. */
  readonly #rowOf = new Int32Array(ACT_BUCKETS).fill(-1)
  readonly #weights: Int8Array
  readonly #sums = new Int32Array(ACTS.length)
  readonly #scale: number
  readonly #biases: readonly number[]

  /** @throws RangeError when the file does not fit this code. */
  constructor(file: ActModelFile) {
    if (file.biases.length !== ACTS.length) throw new RangeError('the weights of acts do not fit')
    const bytes = Buffer.from(file.weights, 'base64')
    this.#weights = new Int8Array(bytes.length * 2)
    bytes.forEach((byte, i) => {
      this.#weights[2 * i] = (byte & 15) - MIDDLE
      this.#weights[2 * i + 1] = (byte >> 4) - MIDDLE
    })
    if (this.#placeRows(Buffer.from(file.rows, 'base64')) * ROW_BYTES !== bytes.length)
      throw new RangeError('the weights of acts do not fit')
    this.#scale = file.scale
    this.#biases = file.biases
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

  /** Gives each bucket that has one its row, in order; returns how many there are. */
  #placeRows(rows: Buffer): number {
    if (rows.length !== ACT_BUCKETS / 8) throw new RangeError('the weights of acts do not fit')
    let count = 0
    for (let bucket = 0; bucket < ACT_BUCKETS; bucket++)
      if (rows[bucket >> 3]! & (1 << (bucket & 7))) this.#rowOf[bucket] = count++ * ACTS.length
    return count
  }
}
