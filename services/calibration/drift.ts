import {
  addHistograms,
  PSI_ALARM,
  PSI_LEAST_SCORES,
  SCORE_BINS,
  stabilityIndex,
} from '#domain/score-histogram'
import { wilson } from './metrics'
import type { DriftAlarm } from './schema'

/** A week of one version on one platform, as it is counted. Weeks begin on Monday, UTC. */
export type WeekCount = {
  /** ISO date of the Monday. */
  week: string
  version: string
  scored: number
  unavailable: number
  histogram: number[]
  flagged: number
  upheld: number
}
export type Reference = { version: string; histogram: number[]; precision: number | null }
export type DriftWeek = WeekCount & { psi: number | null; alarms: DriftAlarm[] }

/** Scores that make a population of its own, where no calibration brings one. */
const REFERENCE_SCORES = 200
const LEAST_FLAGGED = 10
const LEAST_ATTEMPTS = 20
const UNAVAILABLE_SHARE = 0.2

/**
 * How far each week lies from the reference, and what of it is an alarm:
 * - `psi`: the population stability index is 0.25 or more, on at least 100 scores of the version that the reference is of;
 * - `precision`: of at least ten decided cases above the review threshold so few were upheld that chance does not explain
 *   it (the 95 % interval lies below what the calibration promised);
 * - `unavailable`: more than a fifth of at least twenty could not be scored.
 *
 * Without a calibration the oldest weeks of the same version, until they hold 200 scores, are the reference.
 *
 * @param weeks oldest first, one version a week.
 */
export function judgeWeeks(weeks: readonly WeekCount[], calibrated: Reference | undefined): DriftWeek[] {
  const own = calibrated ? undefined : oldestWeeks(weeks)
  const reference = calibrated ?? own?.reference
  return weeks.map((week) => {
    const comparable = reference?.version === week.version && !own?.weeks.has(week.week)
    const psi = comparable ? (stabilityIndex(reference.histogram, week.histogram) ?? null) : null
    const alarms: DriftAlarm[] = []
    if (psi !== null && psi >= PSI_ALARM && week.scored >= PSI_LEAST_SCORES) alarms.push('psi')
    const promised = calibrated?.precision ?? null
    if (promised !== null && week.flagged >= LEAST_FLAGGED && wilson(week.upheld, week.flagged)[1] < promised)
      alarms.push('precision')
    const attempts = week.scored + week.unavailable
    if (attempts >= LEAST_ATTEMPTS && week.unavailable / attempts > UNAVAILABLE_SHARE)
      alarms.push('unavailable')
    return { ...week, psi, alarms }
  })
}

function oldestWeeks(weeks: readonly WeekCount[]) {
  const version = weeks.at(-1)?.version
  let histogram = new Array<number>(SCORE_BINS).fill(0)
  let scored = 0
  const used = new Set<string>()
  for (const week of weeks.filter((one) => one.version === version)) {
    if (scored >= REFERENCE_SCORES) break
    histogram = addHistograms(histogram, week.histogram)
    scored += week.scored
    used.add(week.week)
  }
  if (version === undefined || scored < REFERENCE_SCORES) return undefined
  return { weeks: used, reference: { version, histogram, precision: null } satisfies Reference }
}
