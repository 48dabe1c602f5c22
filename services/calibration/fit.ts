import { type CalibrationParameters, logistic, logit } from '#domain/calibration'
import type { Judged } from './metrics'

const MAX_STEPS = 100
const MIN_CHANGE = 1e-10

/**
 * Platt scaling by Newton's method with backtracking, on log odds and with Platt's softened targets, so that few
 * decisions never make certainty (Lin, Lin and Weng 2007, "A note on Platt's probabilistic outputs").
 *
 * @returns undefined when the score does not rank these decisions: a falling curve would turn it upside down.
 */
export function fitPlatt(judged: readonly Judged[]): CalibrationParameters | undefined {
  const x = judged.map(({ score }) => logit(score))
  const positives = judged.filter(({ label }) => label === 1).length
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (judged.length - positives + 2)
  const targets = judged.map(({ label }) => (label === 1 ? high : low))
  const loss = (a: number, b: number) =>
    x.reduce((sum, xi, i) => {
      const margin = a * xi + b
      // ln(1 + e^margin) − target · margin, without overflow.
      return sum + Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - targets[i]! * margin
    }, 0)

  let [a, b] = [0, Math.log((positives + 1) / (judged.length - positives + 1))]
  let current = loss(a, b)
  for (let step = 0; step < MAX_STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12]
    for (const [i, xi] of x.entries()) {
      const p = logistic(a * xi + b)
      const weight = p * (1 - p)
      ga += (p - targets[i]!) * xi
      gb += p - targets[i]!
      haa += weight * xi * xi
      hab += weight * xi
      hbb += weight
    }
    const determinant = haa * hbb - hab * hab
    if (Math.abs(determinant) < 1e-300) break
    const da = -(hbb * ga - hab * gb) / determinant
    const db = -(haa * gb - hab * ga) / determinant
    let size = 1
    let next = loss(a + da, b + db)
    while (next > current && size > 1e-10) {
      size /= 2
      next = loss(a + size * da, b + size * db)
    }
    if (next > current) break
    a += size * da
    b += size * db
    const change = current - next
    current = next
    if (change < MIN_CHANGE) break
  }
  return Number.isFinite(a) && Number.isFinite(b) && a > 0 ? { method: 'platt', a, b } : undefined
}

/** No decision makes certainty: a block of n says at least half a case in n + 1 of either label. */
const smoothed = (positives: number, n: number) => (positives + 0.5) / (n + 1)
const MAX_POINTS = 200

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955), as a curve through the middles of the blocks.
 * Equal scores are one block from the start.
 */
export function fitIsotonic(judged: readonly Judged[]): CalibrationParameters {
  type Block = { n: number; positives: number; sum: number }
  const blocks: Block[] = []
  const ordered = judged.toSorted((a, b) => a.score - b.score)
  for (let i = 0; i < ordered.length; ) {
    const block: Block = { n: 0, positives: 0, sum: 0 }
    const { score } = ordered[i]!
    for (; i < ordered.length && ordered[i]!.score === score; i++) {
      block.n++
      block.positives += ordered[i]!.label
      block.sum += score
    }
    blocks.push(block)
    while (blocks.length > 1 && !rises(blocks.at(-2)!, blocks.at(-1)!)) {
      const [last, before] = [blocks.pop()!, blocks.at(-1)!]
      before.n += last.n
      before.positives += last.positives
      before.sum += last.sum
    }
  }
  // Smoothing by block size can turn two neighbours round by a hair: what was said may not fall again.
  let floor = 0
  const points = blocks.map(({ n, positives, sum }) => {
    floor = Math.max(floor, smoothed(positives, n))
    return { x: sum / n, y: floor }
  })
  const kept = points.length <= MAX_POINTS ? points : thinned(points)
  return { method: 'isotonic', x: kept.map(({ x }) => x), y: kept.map(({ y }) => y) }
}

function rises(a: { n: number; positives: number }, b: { n: number; positives: number }): boolean {
  return a.positives / a.n < b.positives / b.n
}

function thinned<T>(points: readonly T[]): T[] {
  return Array.from(
    { length: MAX_POINTS },
    (_, i) => points[Math.round((i * (points.length - 1)) / (MAX_POINTS - 1))]!,
  )
}
