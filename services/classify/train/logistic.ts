import { seededRandom } from '#lib/seeded-random'

/**
 * Rows of distinct feature buckets, one after another: row i is `buckets[offsets[i], offsets[i + 1])`. Where a row
 * has blocks, `ends` holds for each row the end of each block, counted from the row's start.
 */
export type SparseRows = {
  offsets: Int32Array
  buckets: Int32Array
  ends?: Int32Array
  blocks?: number
  /** What a feature of each block counts; 1 where nothing is said. */
  scales?: readonly number[]
}

export type LogisticOptions = { epochs: number; rate: number; l2: number; seed: number; buckets: number }

/** Fisher–Yates in place. */
export function shuffle(values: Int32Array, random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const swap = values[i]!
    values[i] = values[j]!
    values[j] = swap
  }
}

/**
 * Logistic regression by AdaGrad over the rows named in `use`; each feature has its block's scale / √(features of
 * its block of the row) as its value. `l2` decays the weights that a row touches. Deterministic for a seed.
 */
export function trainLogistic(
  rows: SparseRows,
  labels: Uint8Array,
  rowWeights: Float64Array,
  use: Int32Array,
  options: LogisticOptions,
): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(options.buckets)
  const squares = new Float64Array(options.buckets).fill(1e-6)
  let bias = 0
  let biasSquares = 1e-6
  const random = seededRandom(options.seed)
  const order = Int32Array.from(use)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    for (const row of order) {
      const margin = marginOf(rows, row, weights, bias)
      const error = (1 / (1 + Math.exp(-margin)) - labels[row]!) * rowWeights[row]!
      const blocks = rows.blocks ?? 1
      for (let block = 0, at = rows.offsets[row]!; block < blocks; block++) {
        const end = blockEnd(rows, row, block)
        const step = (error * (rows.scales?.[block] ?? 1)) / Math.sqrt(Math.max(1, end - at))
        for (; at < end; at++) {
          const bucket = rows.buckets[at]!
          const gradient = step + options.l2 * weights[bucket]!
          const square = squares[bucket]! + gradient * gradient
          squares[bucket] = square
          weights[bucket]! -= (options.rate * gradient) / Math.sqrt(square)
        }
      }
      biasSquares += error * error
      bias -= (options.rate * error) / Math.sqrt(biasSquares)
    }
  }
  return { weights, bias }
}

export function marginOf(rows: SparseRows, row: number, weights: ArrayLike<number>, bias: number): number {
  let sum = bias
  const blocks = rows.blocks ?? 1
  for (let block = 0, at = rows.offsets[row]!; block < blocks; block++) {
    const end = blockEnd(rows, row, block)
    const size = Math.max(1, end - at)
    let part = 0
    for (; at < end; at++) part += weights[rows.buckets[at]!]!
    sum += (part * (rows.scales?.[block] ?? 1)) / Math.sqrt(size)
  }
  return sum
}

function blockEnd(rows: SparseRows, row: number, block: number): number {
  if (rows.ends === undefined || rows.blocks === undefined) return rows.offsets[row + 1]!
  return rows.offsets[row]! + rows.ends[row * rows.blocks + block]!
}

/** Platt scaling by Newton's method: probability = sigmoid(a * margin + b), with Platt's smoothed targets. */
export function fitPlatt(
  margins: readonly number[],
  labels: readonly number[],
  weights?: readonly number[],
): { a: number; b: number } {
  let positives = 0
  let negatives = 0
  for (let i = 0; i < labels.length; i++)
    if (labels[i]) positives += weights?.[i] ?? 1
    else negatives += weights?.[i] ?? 1
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  let a = 1
  let b = 0
  for (let round = 0; round < 50; round++) {
    let ga = 0
    let gb = 0
    let haa = 1e-9
    let hab = 0
    let hbb = 1e-9
    for (let i = 0; i < margins.length; i++) {
      const w = weights?.[i] ?? 1
      const m = margins[i]!
      const p = 1 / (1 + Math.exp(-(a * m + b)))
      const error = w * (p - (labels[i] ? high : low))
      const curvature = w * p * (1 - p)
      ga += error * m
      gb += error
      haa += curvature * m * m
      hab += curvature * m
      hbb += curvature
    }
    const determinant = haa * hbb - hab * hab
    const da = (hbb * ga - hab * gb) / determinant
    const db = (haa * gb - hab * ga) / determinant
    a -= da
    b -= db
    if (Math.abs(da) + Math.abs(db) < 1e-9) break
  }
  return { a, b }
}
