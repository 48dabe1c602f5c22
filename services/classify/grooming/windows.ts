import { ACTS, HARM } from './acts'
import { type Age, agesAround, type Path, pathOf } from './ages'
import { featuresOf } from './features'
import type { Reading } from './read'

/** Weights of the conversation's features and how a margin becomes a probability (Platt). */
export type ConversationWeights = {
  bias: number
  weights: readonly number[]
  platt: { a: number; b: number }
}
/** One stretch of the conversation and its worst author. */
export type WindowScore = { score: number; actor: string; path: Path }

/** Behaviour is dense for a while, not on average: long conversations are read in overlapping windows. */
export const WINDOW = 50
export const STEP = 10
/** Of the authors in a window only those are scored whose messages stand out most, so that a crowd costs no more. */
const MOST_AUTHORS = 6
const STANDS_OUT = 0.2

/** The score of each window in order; a conversation that fits into one has one. */
export function scoreWindows(
  readings: readonly Reading[],
  ages: ReadonlyMap<string, Age>,
  model: ConversationWeights,
): WindowScore[] {
  const out: WindowScore[] = []
  for (let from = 0; ; from += STEP) {
    const window = readings.slice(from, from + WINDOW)
    let worst: WindowScore = { score: 0, actor: '', path: 'ages_unknown' }
    for (const author of acting(window)) {
      const around = agesAround(ages, author)
      const score = probability(featuresOf(window, author, around), model)
      if (score > worst.score) worst = { score, actor: author, path: pathOf(around) }
    }
    out.push(worst)
    if (from + WINDOW >= readings.length) return out
  }
}

export function probability(features: Float64Array, { bias, weights, platt }: ConversationWeights): number {
  let margin = bias
  for (let i = 0; i < features.length; i++) margin += features[i]! * weights[i]!
  return 1 / (1 + Math.exp(-(platt.a * margin + platt.b)))
}

/** True when at least `n` of some `k` windows in a row reach the limit of their path; of fewer windows, most. */
export function alarms(windows: readonly WindowScore[], reaches: (window: WindowScore) => boolean): boolean {
  const k = Math.min(ALARM.k, windows.length)
  const n = Math.min(ALARM.n, Math.ceil((k * ALARM.n) / ALARM.k))
  let inRow = 0
  for (let i = 0; i < windows.length; i++) {
    if (reaches(windows[i]!)) inRow++
    if (i >= k && reaches(windows[i - k]!)) inRow--
    if (inRow >= n) return true
  }
  return false
}
const ALARM = { n: 3, k: 5 }

/** Authors with a message that does anything, those that do most first. */
function acting(window: readonly Reading[]): string[] {
  const most = new Map<string, number>()
  for (const { author, acts } of window) {
    let peak = acts[HARM]!
    for (let act = 0; act < ACTS.length; act++) if (act < STAGE_COUNT && acts[act]! > peak) peak = acts[act]!
    if (peak >= STANDS_OUT) most.set(author, Math.max(most.get(author) ?? 0, peak))
  }
  return [...most]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_AUTHORS)
    .map(([author]) => author)
}
const STAGE_COUNT = ACTS.indexOf('open')
