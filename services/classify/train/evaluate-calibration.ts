import { type Metric, ranked, type ScoredRows } from './metric-lines'
import { calibrationError } from './metrics'

/** What a platform's recalibration makes of scores that people have judged; undefined where they are too few. */
export type Refit = (
  judged: readonly { score: number; label: 0 | 1 }[],
) => ((score: number) => number) | undefined

/** The share of a platform's traffic that its moderators have judged when the calibration is refitted. */
const JUDGED = 0.2

/**
 * How far probabilities lie from frequencies: as shipped, and after each source has been recalibrated on a fifth of
 * its own messages, as a platform is from its moderators' decisions. Tested on the other four fifths.
 */
export function calibrationMetrics({ rows, scores, labels }: ScoredRows, refit: Refit): Metric[] {
  const bySource = new Map<string, number[]>()
  rows.forEach(({ source }, i) => {
    bySource.set(source, [...(bySource.get(source) ?? []), i])
  })
  const after: { scores: number[]; labels: number[] } = { scores: [], labels: [] }
  const step = Math.round(1 / JUDGED)
  for (const all of bySource.values()) {
    const judged = all.filter((_, k) => k % step === 0)
    const read = refit(judged.map((i) => ({ score: scores[i]!, label: labels[i] ? 1 : 0 })))
    if (!read) continue
    all.forEach((i, k) => {
      if (k % step === 0) return
      after.scores.push(read(scores[i]!))
      after.labels.push(labels[i]!)
    })
  }
  return [
    ranked('calibration error, as shipped, pooled', { scores, labels }, calibrationError),
    ranked('calibration error after recalibration, pooled', after, calibrationError, '≤ .02'),
  ]
}
