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
  readonly #weights: Int8Array
  readonly #scale: number
  readonly #biases: readonly number[]

  /** @throws RangeError when the file does not fit this code. */
  constructor(file: ActModelFile) {
    if (file.biases.length !== ACTS.length) throw new RangeError('the weights of acts do not fit')
    this.#weights = unpack(Buffer.from(file.rows, 'base64'), Buffer.from(file.weights, 'base64'))
    this.#scale = file.scale
    this.#biases = file.biases
    this.#hasher = new ActHasher(WordTable.decode(file.clusters))
  }

  /** The margin of each act, in the order of `ACTS`; above 0 is more likely than not. */
  margins(view: WordView, cues: Iterable<string>): Float64Array {
    const { buckets, count } = this.#hasher.hash(view, cues)
    const sums = new Float64Array(ACTS.length)
    for (let i = 0; i < count; i++) {
      const row = buckets[i]! * ACTS.length
      for (let act = 0; act < ACTS.length; act++) sums[act]! += this.#weights[row + act]!
    }
    const value = this.#scale / Math.sqrt(Math.max(1, count))
    for (let act = 0; act < ACTS.length; act++) sums[act] = sums[act]! * value + this.#biases[act]!
    return sums
  }
}

function unpack(rows: Buffer, weights: Buffer): Int8Array {
  const out = new Int8Array(ACT_BUCKETS * ACTS.length)
  let at = 0
  for (let bucket = 0; bucket < ACT_BUCKETS; bucket++) {
    if (!(rows[bucket >> 3]! & (1 << (bucket & 7)))) continue
    for (let act = 0; act < ACTS.length; act++) out[bucket * ACTS.length + act] = weights.readInt8(at++)
  }
  if (rows.length !== ACT_BUCKETS / 8 || at !== weights.length)
    throw new RangeError('the weights of acts do not fit')
  return out
}
