import type { Label } from '#domain/classifier'
import { seededRandom } from '#lib/seeded-random'

/** A probability and what came of it. */
export type Judged = { score: number; label: Label }
export type Interval = readonly [low: number, high: number]
export type Estimate = { value: number; interval: Interval }

const Z95 = 1.959964
const EDGE = 1e-6

/** Mean of −ln of the probability that was given to what came. */
export function logLoss(judged: readonly Judged[]): number {
  return mean(judged, ({ score, label }) => {
    const p = Math.min(1 - EDGE, Math.max(EDGE, score))
    return -Math.log(label === 1 ? p : 1 - p)
  })
}

/** Mean squared error of the probability. */
export function brier(judged: readonly Judged[]): number {
  return mean(judged, ({ score, label }) => (score - label) ** 2)
}

/** Expected calibration error over ten bins of equal count. */
export function calibrationError(judged: readonly Judged[]): number {
  return reliability(judged).reduce(
    (sum, bin) => sum + (bin.n / judged.length) * Math.abs(bin.predicted - bin.observed),
    0,
  )
}

/** Area under the ROC curve by ranks (Mann–Whitney), ties counted half. Undefined without both labels. */
export function areaUnderCurve(judged: readonly Judged[]): number | undefined {
  const ordered = judged.toSorted((a, b) => a.score - b.score)
  const positives = ordered.filter(({ label }) => label === 1).length
  const negatives = ordered.length - positives
  if (positives === 0 || negatives === 0) return undefined
  let [below, area] = [0, 0]
  for (let i = 0; i < ordered.length; ) {
    let [up, down] = [0, 0]
    const { score } = ordered[i]!
    for (; i < ordered.length && ordered[i]!.score === score; i++) {
      if (ordered[i]!.label === 1) up++
      else down++
    }
    area += up * (below + down / 2)
    below += down
  }
  return area / (positives * negatives)
}

export type ReliabilityBin = { n: number; predicted: number; observed: number; interval: Interval }

/** At most ten bins of equal count, in the order of their scores: what was said against what came. */
export function reliability(judged: readonly Judged[], bins = 10): ReliabilityBin[] {
  const ordered = judged.toSorted((a, b) => a.score - b.score)
  const count = Math.min(bins, ordered.length)
  return Array.from({ length: count }, (_, i) => {
    const part = ordered.slice(
      Math.floor((i * ordered.length) / count),
      Math.floor(((i + 1) * ordered.length) / count),
    )
    const positives = part.filter(({ label }) => label === 1).length
    return {
      n: part.length,
      predicted: mean(part, ({ score }) => score),
      observed: positives / part.length,
      interval: wilson(positives, part.length),
    }
  })
}

/** 95 % interval of a share (Wilson 1927): sound near 0 and 1 and with few. [0, 1] of nothing. */
export function wilson(hits: number, n: number): Interval {
  if (n === 0) return [0, 1]
  const share = hits / n
  const z2 = Z95 * Z95
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  // Rounding must not put the share itself outside.
  return [Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half))]
}

const ROUNDS = 200

/** A value with its 95 % percentile bootstrap interval. The draw is the same each time. */
export function estimate(
  judged: readonly Judged[],
  statistic: (judged: readonly Judged[]) => number,
): Estimate {
  const next = seededRandom(judged.length)
  const values = Array.from({ length: ROUNDS }, () =>
    statistic(judged.map(() => judged[Math.floor(next() * judged.length)]!)),
  ).toSorted((a, b) => a - b)
  const at = (share: number) => values[Math.round(share * (ROUNDS - 1))]!
  return { value: statistic(judged), interval: [at(0.025), at(0.975)] }
}

function mean<T>(items: readonly T[], of: (item: T) => number): number {
  let sum = 0
  for (const item of items) sum += of(item)
  return sum / items.length
}
