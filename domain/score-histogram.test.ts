import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addHistograms,
  drawnBins,
  histogramOf,
  SCORE_BINS,
  SCORE_EDGES,
  scoreBin,
  stabilityIndex,
  stabilityLevel,
} from './score-histogram'

const Scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 })

describe('score histograms', () => {
  it('put every score into the bin whose edges hold it, and lose none', () => {
    fc.assert(
      fc.property(Scores, (scores) => {
        for (const score of scores) {
          const bin = scoreBin(score)
          expect(SCORE_EDGES[bin]!).toBeLessThanOrEqual(score)
          expect(score < SCORE_EDGES[bin + 1]! || bin === SCORE_BINS - 1).toBe(true)
        }
        const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0)
        const histogram = histogramOf(scores)
        expect(sum(histogram)).toBe(scores.length)
        expect(sum(drawnBins(histogram))).toBe(scores.length)
        expect(sum(addHistograms(histogram, histogram))).toBe(2 * scores.length)
      }),
    )
    expect(drawnBins(histogramOf([0, 0.04, 0.05, 0.94, 0.95, 1]))).toEqual([
      2,
      1,
      ...new Array(16).fill(0),
      1,
      2,
    ])
  })
})

describe('the population stability index', () => {
  it('is 0 for equal shares, whatever their number', () => {
    fc.assert(
      fc.property(Scores, fc.integer({ min: 1, max: 9 }), (scores, times) => {
        const reference = histogramOf(scores)
        expect(
          stabilityIndex(
            reference,
            reference.map((count) => count * times),
          ),
        ).toBeCloseTo(0, 12)
      }),
    )
  })

  it('is never negative', () => {
    fc.assert(
      fc.property(Scores, Scores, (a, b) => {
        expect(stabilityIndex(histogramOf(a), histogramOf(b))).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('grows with the shift, and sees a tail that the reference did not have', () => {
    const at = (shift: number) =>
      histogramOf(Array.from({ length: 1_000 }, (_, i) => Math.min(1, i / 2_000 + shift)))
    const [little, much] = [stabilityIndex(at(0), at(0.05))!, stabilityIndex(at(0), at(0.3))!]
    expect(little).toBeGreaterThan(0)
    expect(much).toBeGreaterThan(little)
    const quiet = histogramOf(new Array(1_000).fill(0.01))
    expect(
      stabilityIndex(quiet, addHistograms(quiet, histogramOf(new Array(300).fill(0.99)))),
    ).toBeGreaterThan(0.25)
  })

  it('has nothing to say of nothing, and is judged only of enough', () => {
    expect(stabilityIndex(histogramOf([]), histogramOf([0.5]))).toBeUndefined()
    expect([stabilityLevel(3, 99), stabilityLevel(null, 500)]).toEqual(['too_few', 'too_few'])
    expect([0.09, 0.1, 0.24, 0.25].map((psi) => stabilityLevel(psi, 100))).toEqual([
      'stable',
      'watch',
      'watch',
      'alarm',
    ])
  })
})
