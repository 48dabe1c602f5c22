import { z } from 'zod'
import type { Band } from './signal'

/**
 * How a classifier's score is read on one platform: a monotone function from its own score to a probability, and two
 * thresholds on that. `shipped` leaves the score as it is.
 */
const Probability = z.number().min(0).max(1)
const ascending = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || values[i - 1]! <= value)

export const CalibrationParameters = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('shipped') }),
  /** Platt 1999: 1 / (1 + exp(−(a · logit(score) + b))), a > 0. */
  z.strictObject({ method: z.literal('platt'), a: z.number().positive(), b: z.number() }),
  /** Linear between (x, y), flat outside. */
  z
    .strictObject({
      method: z.literal('isotonic'),
      x: z.array(Probability).min(1).max(500),
      y: z.array(Probability).min(1).max(500),
    })
    .refine(({ x, y }) => x.length === y.length && ascending(x) && ascending(y), 'is not a rising curve'),
])
export type CalibrationParameters = z.infer<typeof CalibrationParameters>
export type CalibrationMethod = CalibrationParameters['method']
export const CALIBRATION_METHODS = ['shipped', 'platt', 'isotonic'] as const satisfies CalibrationMethod[]

export const Thresholds = z
  .strictObject({ review: Probability, urgent: Probability })
  .refine(({ review, urgent }) => review <= urgent, 'urgent lies below review')
export type Thresholds = z.infer<typeof Thresholds>

/** Which rule a threshold follows from. `cases_per_day` is how many cases people can look at. */
export const ThresholdTarget = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('false_positive_rate'), value: z.number().min(0.0001).max(0.5) }),
  z.strictObject({ by: z.literal('precision'), value: z.number().min(0.01).max(0.999) }),
  z.strictObject({ by: z.literal('cases_per_day'), value: z.number().min(0.1).max(100_000) }),
  z.strictObject({ by: z.literal('score'), value: Probability }),
])
export type ThresholdTarget = z.infer<typeof ThresholdTarget>
export const ThresholdTargets = z.strictObject({ review: ThresholdTarget, urgent: ThresholdTarget })
export type ThresholdTargets = z.infer<typeof ThresholdTargets>

export const CALIBRATION_STATES = ['draft', 'shadow', 'active', 'retired'] as const
export type CalibrationState = (typeof CALIBRATION_STATES)[number]

/** What a worker needs of one row. `thresholds` null: the classifier's own bands stand. */
export type CalibrationInUse = {
  id: string
  platform: string
  classifier: string
  version: string
  parameters: CalibrationParameters
  thresholds: Thresholds | null
}

const EDGE = 1e-6
/** Log odds, with the ends held at one in a million. */
export function logit(score: number): number {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, score))
  return Math.log(inside / (1 - inside))
}

export function logistic(margin: number): number {
  return 1 / (1 + Math.exp(-margin))
}

/** @param score what the classifier said, 0 to 1. @returns the calibrated probability; rises with the score. */
export function recalibrate(parameters: CalibrationParameters, score: number): number {
  switch (parameters.method) {
    case 'shipped':
      return score
    case 'platt':
      return logistic(parameters.a * logit(score) + parameters.b)
    case 'isotonic':
      return interpolate(parameters.x, parameters.y, score)
  }
}

function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  const above = x.findIndex((value) => value >= at)
  if (above === -1) return y.at(-1)!
  if (above === 0 || x[above] === at) return y[above]!
  const [x0, x1, y0, y1] = [x[above - 1]!, x[above]!, y[above - 1]!, y[above]!]
  return y0 + ((at - x0) / (x1 - x0)) * (y1 - y0)
}

export function bandOf(thresholds: Thresholds, score: number): Band {
  if (score >= thresholds.urgent) return 'urgent'
  return score >= thresholds.review ? 'review' : 'low'
}
