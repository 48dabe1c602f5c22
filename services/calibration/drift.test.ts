import { describe, expect, it } from 'vitest'
import { histogramOf } from '#domain/score-histogram'
import { judgeWeeks, type WeekCount } from './drift'

/** `count` scores spread evenly from `from` on, over a tenth. */
const spread = (count: number, from: number) =>
  histogramOf(Array.from({ length: count }, (_, i) => from + (0.1 * i) / count))
const week = (n: number, given: Partial<WeekCount> = {}): WeekCount => ({
  week: `2026-10-${String(n).padStart(2, '0')}`,
  version: 'v1',
  scored: 250,
  unavailable: 0,
  histogram: spread(250, 0.2),
  flagged: 0,
  upheld: 0,
  ...given,
})
const alarmsOf = (...args: Parameters<typeof judgeWeeks>) => judgeWeeks(...args).map(({ alarms }) => alarms)

describe('drift by week', () => {
  it('takes the oldest weeks for the reference where no calibration brings one', () => {
    const shifted = week(15, { histogram: spread(250, 0.6) })
    const judged = judgeWeeks([week(1), week(8), shifted], undefined)
    expect(judged.map(({ psi }) => psi === null)).toEqual([true, false, false])
    expect(judged[1]!.psi).toBeCloseTo(0)
    expect(judged.map(({ alarms }) => alarms)).toEqual([[], [], ['psi']])
  })

  it('compares with the calibration’s own population, and never two versions', () => {
    const reference = { version: 'v1', histogram: spread(500, 0.6), precision: null }
    expect(alarmsOf([week(1)], reference)).toEqual([['psi']])
    expect(judgeWeeks([week(1, { version: 'v2' })], reference)[0]).toMatchObject({ psi: null, alarms: [] })
  })

  it('raises nothing on a handful of scores', () => {
    const reference = { version: 'v1', histogram: spread(500, 0.6), precision: 0.9 }
    const few = week(1, { scored: 99, histogram: spread(99, 0.2), flagged: 9, upheld: 0, unavailable: 0 })
    expect(alarmsOf([few], reference)).toEqual([[]])
    expect(alarmsOf([week(1, { scored: 10, unavailable: 9 })], undefined)).toEqual([[]])
  })

  it('alarms when far fewer are upheld than was promised, and when too much cannot be scored', () => {
    const reference = { version: 'v1', histogram: spread(500, 0.2), precision: 0.8 }
    expect(alarmsOf([week(1, { flagged: 40, upheld: 20 })], reference)).toEqual([['precision']])
    expect(alarmsOf([week(1, { flagged: 40, upheld: 30 })], reference)).toEqual([[]])
    expect(alarmsOf([week(1, { unavailable: 70 })], reference)).toEqual([['unavailable']])
    expect(alarmsOf([week(1, { unavailable: 60 })], reference)).toEqual([[]])
  })
})
