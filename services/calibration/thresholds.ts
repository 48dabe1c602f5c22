import type { Thresholds, ThresholdTarget, ThresholdTargets } from '#domain/calibration'
import type { Judged } from './metrics'

/** A share of fewer flagged decisions says nothing. */
const LEAST_FLAGGED = 10

export type ThresholdInput = {
  /** Calibrated scores of decided cases. */
  judged: readonly Judged[]
  /** Calibrated scores of all cases of the last days, decided or not. */
  scores: readonly number[]
  days: number
}
export type ThresholdProblem =
  | 'never_that_precise'
  | 'no_negatives'
  | 'nothing_scored'
  | 'scores_too_equal'
  | 'urgent_below_review'

/** The lowest score that keeps the target: below it more would be seen, and the target missed. */
export function thresholdFor(
  target: ThresholdTarget,
  input: ThresholdInput,
): { ok: true; threshold: number } | { ok: false; reason: ThresholdProblem } {
  if (target.by === 'score') return { ok: true, threshold: target.value }
  if (target.by === 'cases_per_day') return byCapacity(target.value, input)
  const steps = descend(input.judged)
  const last = steps.at(-1)
  if (target.by === 'precision') {
    const kept = steps.filter(
      ({ hits, misses }) => hits + misses >= LEAST_FLAGGED && hits / (hits + misses) >= target.value,
    )
    return found(kept.at(-1)?.score, 'never_that_precise')
  }
  if (!last || last.misses === 0) return { ok: false, reason: 'no_negatives' }
  const kept = steps.filter(({ misses }) => misses / last.misses <= target.value)
  return found(kept.at(-1)?.score, 'scores_too_equal')
}

export function thresholdsFor(
  targets: ThresholdTargets,
  input: ThresholdInput,
):
  | { ok: true; thresholds: Thresholds }
  | { ok: false; which: 'review' | 'urgent'; reason: ThresholdProblem } {
  const review = thresholdFor(targets.review, input)
  if (!review.ok) return { ...review, which: 'review' }
  const urgent = thresholdFor(targets.urgent, input)
  if (!urgent.ok) return { ...urgent, which: 'urgent' }
  if (urgent.threshold < review.threshold)
    return { ok: false, which: 'urgent', reason: 'urgent_below_review' }
  return { ok: true, thresholds: { review: review.threshold, urgent: urgent.threshold } }
}

function found(score: number | undefined, otherwise: ThresholdProblem) {
  return score === undefined
    ? { ok: false as const, reason: otherwise }
    : { ok: true as const, threshold: score }
}

function byCapacity(perDay: number, { scores, days }: ThresholdInput) {
  if (scores.length === 0) return found(undefined, 'nothing_scored')
  const room = Math.floor(perDay * days)
  const steps = descend(scores.map((score) => ({ score, label: 0 as const })))
  return found(steps.filter(({ misses }) => misses <= room).at(-1)?.score, 'scores_too_equal')
}

/** From the highest score down, what lies at or above each distinct one. */
function descend(judged: readonly Judged[]): { score: number; hits: number; misses: number }[] {
  const steps: { score: number; hits: number; misses: number }[] = []
  let [hits, misses] = [0, 0]
  for (const { score, label } of judged.toSorted((a, b) => b.score - a.score)) {
    if (label === 1) hits++
    else misses++
    const last = steps.at(-1)
    if (last?.score === score) Object.assign(last, { hits, misses })
    else steps.push({ score, hits, misses })
  }
  return steps
}
