import { seededRandom } from '#lib/seeded-random'
import type { Words } from '../text/repair'
import { tokenise } from '../text/tokenise'
import { WordTable } from '../text/word-table'

const WORDS = 4_000
const CONTEXTS = 400
const CLUSTERS = 250
const DIMENSIONS = 48
const ROUNDS = 15

/**
 * Clusters of words that stand in the same company, so that what is learned of "mum" holds for "grandma": positive
 * pointwise mutual information with the words two places to either side, reduced to its strongest directions, then k-means. Deterministic.
 */
export function clusterWords(texts: readonly string[], words: Words): WordTable {
  const sentences = texts.map((text) =>
    tokenise(text, words)
      .filter((token) => token.kind === 'word')
      .map((token) => token.text),
  )
  const counts = new Map<string, number>()
  for (const sentence of sentences) for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1)
  const frequent = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, WORDS)
    .map(([word]) => word)
  const index = new Map(frequent.map((word, i) => [word, i]))
  const labels = kMeans(project(associations(sentences, index, frequent.length)), frequent.length)
  return WordTable.build(frequent.map((word, i) => [word, labels[i]! + 1] as const))
}

const OFFSETS = [-2, -1, 1, 2]

/** Rows of PPMI: word × (offset, context word). */
function associations(sentences: string[][], index: Map<string, number>, n: number): Float64Array {
  const width = OFFSETS.length * CONTEXTS
  const table = new Float64Array(n * width)
  const rowSums = new Float64Array(n)
  const columnSums = new Float64Array(width)
  let total = 0
  for (const sentence of sentences) {
    const ids = sentence.map((word) => index.get(word) ?? -1)
    ids.forEach((id, at) => {
      if (id < 0) return
      OFFSETS.forEach((offset, o) => {
        const context = ids[at + offset] ?? -1
        if (context < 0 || context >= CONTEXTS) return
        const column = o * CONTEXTS + context
        table[id * width + column]!++
        rowSums[id]!++
        columnSums[column]!++
        total++
      })
    })
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) {
      const count = table[i * width + j]!
      table[i * width + j] =
        count === 0 ? 0 : Math.max(0, Math.log((count * total) / (rowSums[i]! * columnSums[j]! + 1e-9)) - 0.5)
    }
  return table
}

/** The rows in the space of the strongest directions of the table (subspace iteration), each of length one. */
function project(table: Float64Array): Float64Array {
  const width = OFFSETS.length * CONTEXTS
  const n = table.length / width
  const random = seededRandom(11)
  let basis = Float64Array.from({ length: width * DIMENSIONS }, () => random() - 0.5)
  orthonormalise(basis, width)
  let rows = new Float64Array(0)
  for (let round = 0; round < 12; round++) {
    rows = multiply(table, basis, n, width)
    basis = multiplyTransposed(table, rows, n, width)
    orthonormalise(basis, width)
  }
  rows = multiply(table, basis, n, width)
  // Halfway between raw and whitened, so that a few strong directions do not decide everything.
  for (let d = 0; d < DIMENSIONS; d++) {
    let sum = 1e-12
    for (let i = 0; i < n; i++) sum += rows[i * DIMENSIONS + d]! ** 2
    const shrink = sum ** -0.25
    for (let i = 0; i < n; i++) rows[i * DIMENSIONS + d]! *= shrink
  }
  for (let i = 0; i < n; i++) normalise(rows, i)
  return rows
}

function multiply(
  table: Float64Array,
  basis: Float64Array,
  n: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n * DIMENSIONS)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) {
      const value = table[i * width + j]!
      if (value === 0) continue
      for (let d = 0; d < DIMENSIONS; d++) out[i * DIMENSIONS + d]! += value * basis[j * DIMENSIONS + d]!
    }
  return out
}

function multiplyTransposed(
  table: Float64Array,
  rows: Float64Array,
  n: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(width * DIMENSIONS)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) {
      const value = table[i * width + j]!
      if (value === 0) continue
      for (let d = 0; d < DIMENSIONS; d++) out[j * DIMENSIONS + d]! += value * rows[i * DIMENSIONS + d]!
    }
  return out
}

/** Gram–Schmidt over the columns, in place. */
function orthonormalise(basis: Float64Array, width: number): void {
  for (let d = 0; d < DIMENSIONS; d++) {
    for (let e = 0; e < d; e++) {
      let dot = 0
      for (let j = 0; j < width; j++) dot += basis[j * DIMENSIONS + d]! * basis[j * DIMENSIONS + e]!
      for (let j = 0; j < width; j++) basis[j * DIMENSIONS + d]! -= dot * basis[j * DIMENSIONS + e]!
    }
    let sum = 1e-12
    for (let j = 0; j < width; j++) sum += basis[j * DIMENSIONS + d]! ** 2
    const length = Math.sqrt(sum)
    for (let j = 0; j < width; j++) basis[j * DIMENSIONS + d]! /= length
  }
}

function normalise(vectors: Float64Array, i: number): void {
  let sum = 1e-12
  for (let d = 0; d < DIMENSIONS; d++) sum += vectors[i * DIMENSIONS + d]! ** 2
  const length = Math.sqrt(sum)
  for (let d = 0; d < DIMENSIONS; d++) vectors[i * DIMENSIONS + d]! /= length
}

/** Spherical k-means; the first centres are words drawn at random (seeded). */
function kMeans(points: Float64Array, n: number): Int32Array {
  const k = Math.min(CLUSTERS, n)
  const centres = new Float64Array(k * DIMENSIONS)
  const random = seededRandom(12)
  for (let c = 0; c < k; c++) {
    const from = Math.floor(random() * n) * DIMENSIONS
    centres.set(points.subarray(from, from + DIMENSIONS), c * DIMENSIONS)
  }
  const labels = new Int32Array(n)
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < n; i++) labels[i] = nearest(points, i, centres, k)
    centres.fill(0)
    for (let i = 0; i < n; i++)
      for (let d = 0; d < DIMENSIONS; d++)
        centres[labels[i]! * DIMENSIONS + d]! += points[i * DIMENSIONS + d]!
    for (let c = 0; c < k; c++) normalise(centres, c)
  }
  return labels
}

function nearest(points: Float64Array, i: number, centres: Float64Array, k: number): number {
  let best = 0
  let bestDot = Number.NEGATIVE_INFINITY
  for (let c = 0; c < k; c++) {
    let dot = 0
    for (let d = 0; d < DIMENSIONS; d++) dot += points[i * DIMENSIONS + d]! * centres[c * DIMENSIONS + d]!
    if (dot > bestDot) {
      bestDot = dot
      best = c
    }
  }
  return best
}
