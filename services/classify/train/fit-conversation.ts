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
const EXPECTED_STAGE = 0.4
const EXPECTED_BIAS = -3
/** How firmly the expectation holds against the examples. */
const FIRMNESS = 0.6

/** Logistic regression by gradient descent with a Gaussian prior around what is expected. Deterministic. */
export function fitConversation(examples: readonly Example[]): { bias: number; weights: number[] } {
  const expected = FEATURES.map((name) => EXPECTED[name] ?? EXPECTED_STAGE)
  const weights = [...expected]
  // A cue of grooming never lowers the score and an ordinary one never raises it: what people are shown as the
  // reason must be one.
  const signs = expected.map(Math.sign)
  let bias = EXPECTED_BIAS
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  for (let round = 0; round < 1_500; round++) {
    const gradient = new Float64Array(weights.length)
    let gradientBias = 0
    for (const { features, label, weight } of examples) {
      let margin = bias
      for (let i = 0; i < features.length; i++) margin += features[i]! * weights[i]!
      const error = weight * (1 / (1 + Math.exp(-margin)) - label)
      gradientBias += error
      for (let i = 0; i < features.length; i++) gradient[i]! += error * features[i]!
    }
    const rate = 4 / total
    bias -= rate * gradientBias
    for (let i = 0; i < weights.length; i++) {
      weights[i]! -= rate * (gradient[i]! + FIRMNESS * (weights[i]! - expected[i]!))
      if (weights[i]! * signs[i]! < 0) weights[i] = 0
    }
  }
  return { bias, weights }
}
