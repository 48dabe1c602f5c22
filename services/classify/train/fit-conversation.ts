import { FEATURES } from '../grooming/features'

/** One author in one conversation. */
export type Example = { features: Float64Array; label: number; weight: number }

/** What the literature lets one expect before any example; a sign that examples may not turn. */
const EXPECTED: Record<string, number> = {
  distinct_stages: 1,
  harm_top: 1.5,
  harm_mean: 1.5,
  harm_last: 0.3,
  secrecy_with_request: 1.2,
  risk_with_request: 0.6,
  pressure_after_refusal: 0.8,
  in_order: 0.4,
  asks_more: 0.2,
  one_sided: 0.2,
  reopens: 0.3,
  adult_to_minor: 0.8,
  unknown_to_minor: 0.5,
  others_adult: -2.5,
  both_minors: -0.4,
  unknown_ages: -0.2,
  open: -1,
  open_less_secrecy: -1,
  ok: -0.8,
  edu: -1.2,
  rep: -1.2,
  phrase_open: -0.8,
  phrase_family: -0.4,
  phrase_teaching: -0.8,
  phrase_celebration: -0.5,
  phrase_group: -0.5,
  others_alike: -0.3,
  own_messages: -0.5,
  harm_sum: 0.5,
  met_top: 0.3,
  met_sum: 0.3,
}
/** Both members of a pair are of the same ages, so that pairs cannot teach what ages say: never below what is expected. */
const UNTAUGHT = new Set(['adult_to_minor', 'unknown_to_minor'])
const EXPECTED_STAGE = 0.4
const EXPECTED_BIAS = -3
/** How firmly the expectation holds against the examples. */
const FIRMNESS = 0.6
const ROUNDS = 1_000

/** Logistic regression by gradient descent with a Gaussian prior around what is expected. Deterministic. */
export function fitConversation(examples: readonly Example[]): { bias: number; weights: number[] } {
  const expected = FEATURES.map((name) => EXPECTED[name] ?? EXPECTED_STAGE)
  const weights = [...expected]
  // A cue of grooming never lowers the score and an ordinary one never raises it: what people are shown as the
  // reason must be one.
  const signs = expected.map(Math.sign)
  const least = FEATURES.map((name, i) => (UNTAUGHT.has(name) ? expected[i]! : Number.NEGATIVE_INFINITY))
  let bias = EXPECTED_BIAS
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  // One flat table: this is read a thousand times.
  const width = weights.length
  const table = new Float64Array(examples.length * width)
  examples.forEach(({ features }, row) => {
    table.set(features, row * width)
  })
  const rate = 4 / total
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(width)
    let gradientBias = 0
    for (let row = 0, at = 0; row < examples.length; row++, at += width) {
      const { label, weight } = examples[row]!
      let margin = bias
      for (let i = 0; i < width; i++) margin += table[at + i]! * weights[i]!
      const error = weight * (1 / (1 + Math.exp(-margin)) - label)
      gradientBias += error
      for (let i = 0; i < width; i++) gradient[i]! += error * table[at + i]!
    }
    bias -= rate * gradientBias
    for (let i = 0; i < width; i++) {
      weights[i]! -= rate * (gradient[i]! + FIRMNESS * (weights[i]! - expected[i]!))
      if (weights[i]! * signs[i]! < 0) weights[i] = 0
      weights[i] = Math.max(weights[i]!, least[i]!)
    }
  }
  return { bias, weights }
}
