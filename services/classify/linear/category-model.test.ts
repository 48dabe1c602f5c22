import { describe, expect, it } from 'vitest'
import {
  CATEGORIES,
  CATEGORY_BUCKETS,
  CategoryModel,
  categoryFeatures,
  packCategories,
} from './category-model'

/** A message whose words, letters and shapes are these buckets. */
const features = (words: number[], letters: number[], shapes: number[]) => ({
  buckets: Int32Array.from([...words, ...letters, ...shapes]),
  count: words.length + letters.length + shapes.length,
  ends: Int32Array.from([
    words.length,
    words.length + letters.length,
    words.length + letters.length + shapes.length,
  ]),
})

describe('the weights of categories', () => {
  it('read words and shapes, not letters, each bucket once', () => {
    const set = features([3, CATEGORY_BUCKETS + 3, 5], [7], [5, 9])
    expect([...categoryFeatures(set)]).toEqual([3, 5, 9])
  })

  it('survive packing: both halves of a byte, both signs, clipped at the ends', () => {
    const weights = CATEGORIES.map(() => new Float64Array(CATEGORY_BUCKETS).fill(1))
    const own = weights[2]!
    own.fill(0)
    for (let i = 0; i < 100; i++) own[i] = i % 2 ? 0.7 : -0.7
    own[200] = 0.3
    own[201] = -0.3
    own[202] = 50
    const model = new CategoryModel(
      packCategories(
        weights,
        CATEGORIES.map(() => 0),
      ),
    )
    const margin = (bucket: number) => {
      const p = model.probabilities(features([bucket], [], []))[2]!
      return Math.log(p / (1 - p))
    }
    for (const [bucket, weight] of [
      [0, -0.7],
      [1, 0.7],
      [200, 0.3],
      [201, -0.3],
      [202, 0.7],
      [300, 0],
    ] as const)
      expect(margin(bucket), String(bucket)).toBeCloseTo(weight, 2)
  })

  it('of the wrong size are refused', () => {
    expect(() => new CategoryModel({ weights: 'AAAA', scales: [], biases: [] })).toThrow(RangeError)
  })
})
