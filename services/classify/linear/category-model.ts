import type { FeatureSet } from './features'

/** What harassment does; the order is part of the weights' meaning. */
export const CATEGORIES = [
  'insult',
  'threat',
  'identity_attack',
  'sexual_harassment',
  'doxxing',
  'self_harm_urging',
] as const
export type Category = (typeof CATEGORIES)[number]

/** 2^12 buckets: the categories differ in few words, and the file is to stay small. */
export const CATEGORY_BUCKETS = 1 << 12
const MASK = CATEGORY_BUCKETS - 1
const STEPS = 7

/** Base64 of signed 4-bit weights, category after category, the first of two in the low half; scale and bias of each. */
export type CategoryFile = { weights: string; scales: number[]; biases: number[] }

/**
 * The bucket of each word, pair of words and sentence shape of a message. Its letters are left out: what something
 * is called differs in them, what is done does not.
 */
export function categoryFeatures({ buckets, ends }: FeatureSet): Int32Array {
  const [words, characters, all] = [ends[0]!, ends[1]!, ends[2]!]
  const folded = new Set<number>()
  for (let at = 0; at < words; at++) folded.add(buckets[at]! & MASK)
  for (let at = characters; at < all; at++) folded.add(buckets[at]! & MASK)
  return Int32Array.from(folded)
}

/** Which of the categories a message belongs to that is known to harass: one logistic regression each. */
export class CategoryModel {
  readonly #weights: Int8Array
  readonly #file: CategoryFile

  constructor(file: CategoryFile) {
    const bytes = Buffer.from(file.weights, 'base64')
    if (bytes.length * 2 !== CATEGORY_BUCKETS * CATEGORIES.length)
      throw new RangeError('the categories have the wrong number of weights')
    this.#weights = new Int8Array(bytes.length * 2)
    for (let i = 0; i < bytes.length; i++) {
      this.#weights[2 * i] = (bytes[i]! << 28) >> 28
      this.#weights[2 * i + 1] = (bytes[i]! << 24) >> 28
    }
    this.#file = file
  }

  /** Probabilities in the order of `CATEGORIES`; they need not add up to one. */
  probabilities(features: FeatureSet): number[] {
    const folded = categoryFeatures(features)
    const size = Math.sqrt(Math.max(1, folded.length))
    return CATEGORIES.map((_, category) => {
      let sum = 0
      for (const bucket of folded) sum += this.#weights[category * CATEGORY_BUCKETS + bucket]!
      const margin = (sum * this.#file.scales[category]!) / size + this.#file.biases[category]!
      return 1 / (1 + Math.exp(-margin))
    })
  }
}

/** @param weights one array of `CATEGORY_BUCKETS` for each category. */
export function packCategories(weights: readonly Float64Array[], biases: readonly number[]): CategoryFile {
  const bytes = Buffer.alloc((CATEGORY_BUCKETS * CATEGORIES.length) / 2)
  const scales = weights.map((own) => {
    const sizes = own.map(Math.abs).sort()
    return sizes[Math.floor(sizes.length * 0.999)]! / STEPS || 1
  })
  weights.forEach((own, category) => {
    own.forEach((weight, bucket) => {
      const step = Math.max(-STEPS, Math.min(STEPS, Math.round(weight / scales[category]!)))
      const at = category * CATEGORY_BUCKETS + bucket
      bytes[at >> 1]! |= (step & 15) << (at & 1 ? 4 : 0)
    })
  })
  return { weights: bytes.toString('base64'), scales, biases: [...biases] }
}
