import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Judged } from './metrics'
import { thresholdFor, thresholdsFor } from './thresholds'

const Decisions = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 50 }).map((n) => n / 50),
    label: fc.constantFrom(0 as const, 1 as const),
  }),
  { minLength: 20, maxLength: 200 },
)
const input = (judged: Judged[], days = 7) => ({ judged, scores: judged.map(({ score }) => score), days })
const flagged = (judged: Judged[], at: number) => judged.filter(({ score }) => score >= at)

describe('a threshold', () => {
  it('for a false-positive rate keeps it, and no lower score would', () => {
    fc.assert(
      fc.property(Decisions, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (judged, value) => {
        const found = thresholdFor({ by: 'false_positive_rate', value }, input(judged))
        const negatives = judged.filter(({ label }) => label === 0)
        if (!found.ok) return
        const rate = (at: number) => flagged(negatives, at).length / negatives.length
        expect(rate(found.threshold)).toBeLessThanOrEqual(value)
        const lower = judged.map(({ score }) => score).filter((score) => score < found.threshold)
        if (lower.length > 0) expect(rate(Math.max(...lower))).toBeGreaterThan(value)
      }),
    )
  })

  it('for a precision keeps it on at least ten decisions, or says that it cannot', () => {
    fc.assert(
      fc.property(Decisions, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (judged, value) => {
        const found = thresholdFor({ by: 'precision', value }, input(judged))
        const precise = (at: number) => {
          const above = flagged(judged, at)
          return above.length >= 10 && above.filter(({ label }) => label === 1).length / above.length >= value
        }
        if (found.ok) expect(precise(found.threshold)).toBe(true)
        else expect(judged.some(({ score }) => precise(score))).toBe(false)
      }),
    )
  })

  it('for a capacity lets through no more a day than people can look at', () => {
    fc.assert(
      fc.property(Decisions, fc.integer({ min: 1, max: 40 }), (judged, value) => {
        const found = thresholdFor({ by: 'cases_per_day', value }, input(judged))
        if (found.ok) expect(flagged(judged, found.threshold).length / 7).toBeLessThanOrEqual(value)
      }),
    )
    expect(thresholdFor({ by: 'cases_per_day', value: 5 }, { judged: [], scores: [], days: 7 })).toEqual({
      ok: false,
      reason: 'nothing_scored',
    })
  })

  it('for urgent may not lie below that for review', () => {
    const judged: Judged[] = Array.from({ length: 40 }, (_, i) => ({ score: i / 40, label: i > 20 ? 1 : 0 }))
    const by = (review: number, urgent: number) =>
      thresholdsFor(
        { review: { by: 'score', value: review }, urgent: { by: 'score', value: urgent } },
        input(judged),
      )
    expect(by(0.4, 0.9)).toEqual({ ok: true, thresholds: { review: 0.4, urgent: 0.9 } })
    expect(by(0.9, 0.4)).toEqual({ ok: false, which: 'urgent', reason: 'urgent_below_review' })
  })
})
