import { seededRandom } from '#lib/seeded-random'
import type { MessageScorer } from '../harassment/score-message'
import type { Row } from './corpora'
import { bootstrap } from './metrics'

/** One line of the metric table. `interval` is a 95 % bootstrap interval; `target` is what the figure must reach. */
export type Metric = { name: string; value: number; interval?: [number, number]; n: number; target?: string }
export type ScoredRows = { rows: Row[]; scores: number[]; labels: number[] }

const ROUNDS = 100

export function scoreRows(scorer: MessageScorer, rows: Row[]): ScoredRows {
  return {
    rows,
    scores: rows.map((row) => scorer.score(row.text).score),
    labels: rows.map((row) => row.label),
  }
}

/** A statistic of scores and labels, with its interval. */
export function ranked(
  name: string,
  { scores, labels }: Pick<ScoredRows, 'scores' | 'labels'>,
  statistic: (scores: number[], labels: number[]) => number,
  target?: string,
): Metric {
  const pick = (sample: Int32Array) =>
    statistic(
      [...sample].map((i) => scores[i]!),
      [...sample].map((i) => labels[i]!),
    )
  const interval = bootstrap(scores.length, pick, seededRandom(7), ROUNDS)
  return {
    name,
    value: statistic(scores, labels),
    interval,
    n: scores.length,
    ...(target === undefined ? {} : { target }),
  }
}

/** A mean of one value each, with its interval; a share where the values are 0 and 1. */
export function mean(name: string, values: readonly number[], target?: string): Metric {
  const average = (at: (i: number) => number, n: number) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[at(i)]!
    return sum / n
  }
  const n = values.length
  return {
    name,
    value: n === 0 ? Number.NaN : average((i) => i, n),
    ...(n === 0 ? {} : { interval: bootstrap(n, (s) => average((i) => s[i]!, n), seededRandom(7), ROUNDS) }),
    n,
    ...(target === undefined ? {} : { target }),
  }
}
