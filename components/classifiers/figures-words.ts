import type { CalibrationMethod, ThresholdTarget } from '#domain/calibration'
import type { DriftAlarm, Outcome } from '#services/calibration/schema'

export const METHOD_WORDS: Record<CalibrationMethod, string> = {
  shipped: 'as shipped',
  platt: 'Platt',
  isotonic: 'isotonic',
}

export const ALARM_WORDS: Record<DriftAlarm, string> = {
  psi: 'scores moved',
  precision: 'fewer upheld than promised',
  unavailable: 'too much not scored',
}

export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)} %`
}

export function rangeWords([low, high]: readonly [number, number], show: (value: number) => string): string {
  return `${show(low)} to ${show(high)}`
}

/** Precision of what was decided, with its 95 % interval: one number of few cases would say too much. */
export function precisionWords({ decided, precision, interval }: Outcome): string {
  if (precision === null || decided === 0) return 'none decided'
  return `${percent(precision)} (${percent(interval[0])}–${percent(interval[1])} of ${decided})`
}

export function targetWords(target: ThresholdTarget): string {
  switch (target.by) {
    case 'false_positive_rate':
      return `at most ${percent(target.value, 1)} of harmless decided cases`
    case 'precision':
      return `${percent(target.value)} upheld`
    case 'cases_per_day':
      return `${target.value.toLocaleString('en-GB')} cases a day`
    case 'score':
      return `from ${target.value} on`
  }
}

export function scoreWords(score: number): string {
  return score.toFixed(3)
}

export function weekWords(day: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'short', timeZone: 'UTC' },
  } as const)
}
