/**
 * Raw scores counted in fixed bins, so that weeks can be compared without a single score being kept. Most scores are
 * near 0 and the telling ones near 1: the ends are finer than the middle, whose edges are multiples of 0.05.
 */
export const SCORE_EDGES: readonly number[] = [
  0,
  0.001,
  0.003,
  0.01,
  0.03,
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  0.97,
  0.99,
  0.997,
  1,
]
export const SCORE_BINS = SCORE_EDGES.length - 1

/** The bin that a score of 0 to 1 falls into; a bin holds its lower edge, the last one both. */
export function scoreBin(score: number): number {
  let [low, high] = [0, SCORE_BINS - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (SCORE_EDGES[middle]! <= score) low = middle
    else high = middle - 1
  }
  return low
}

export function histogramOf(scores: Iterable<number>): number[] {
  const counts = new Array<number>(SCORE_BINS).fill(0)
  for (const score of scores) counts[scoreBin(score)]!++
  return counts
}

export function addHistograms(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, i) => count + (b[i] ?? 0))
}

/** Twenty bins of 0.05 for drawing. */
export function drawnBins(histogram: readonly number[]): number[] {
  const drawn = new Array<number>(20).fill(0)
  for (const [i, count] of histogram.entries())
    drawn[Math.min(19, Math.floor(SCORE_EDGES[i]! * 20 + 1e-9))]! += count
  return drawn
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
/** A share of nothing would make the logarithm infinite. */
const LEAST_SHARE = 1e-4

/**
 * Population stability index: Σ (p − q) · ln(p / q), over bins that each hold at least a twentieth of the reference. 0 for
 * equal shares. By the custom of credit scoring, below 0.1 is stable, from 0.25 on the population is another.
 *
 * @returns undefined when either side is empty.
 */
export function stabilityIndex(reference: readonly number[], now: readonly number[]): number | undefined {
  const [all, current] = [total(reference), total(now)]
  if (all === 0 || current === 0) return undefined
  let index = 0
  let [p, q] = [0, 0]
  const close = () => {
    const [share, before] = [Math.max(LEAST_SHARE, p / current), Math.max(LEAST_SHARE, q / all)]
    index += (share - before) * Math.log(share / before)
    p = 0
    q = 0
  }
  // What is left over after the last whole bin counts as a bin of its own: a new tail must not vanish.
  for (const [i, count] of reference.entries()) {
    q += count
    p += now[i] ?? 0
    if (q >= all / 20) close()
  }
  if (p > 0 || q > 0) close()
  return index
}

export const PSI_WATCH = 0.1
export const PSI_ALARM = 0.25
/** Below this many scores a week the index is mostly chance: about bins / n for equal populations. */
export const PSI_LEAST_SCORES = 100

export type StabilityLevel = 'too_few' | 'stable' | 'watch' | 'alarm'
export function stabilityLevel(psi: number | null, scored: number): StabilityLevel {
  if (psi === null || scored < PSI_LEAST_SCORES) return 'too_few'
  if (psi >= PSI_ALARM) return 'alarm'
  return psi >= PSI_WATCH ? 'watch' : 'stable'
}
