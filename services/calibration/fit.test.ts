import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CalibrationParameters, logistic, logit, recalibrate } from '#domain/calibration'
import { seededRandom } from '#lib/seeded-random'
import { chooseCalibration, LEAST_FOR_ISOTONIC, readiness } from './choose'
import { fitIsotonic, fitPlatt } from './fit'
import { areaUnderCurve, brier, calibrationError, estimate, type Judged, logLoss, wilson } from './metrics'

const Score = fc.double({ min: 0, max: 1, noNaN: true })
const Decisions = fc.array(fc.record({ score: Score, label: fc.constantFrom(0 as const, 1 as const) }), {
  minLength: 2,
  maxLength: 200,
})

/** Scores whose true probability is a known function of them. */
function drawn(n: number, truth: (score: number) => number, seed = 7): Judged[] {
  const next = seededRandom(seed)
  return Array.from({ length: n }, () => {
    const score = next()
    return { score, label: next() < truth(score) ? (1 as const) : (0 as const) }
  })
}

const rises = (parameters: CalibrationParameters) => {
  const points = Array.from({ length: 201 }, (_, i) => recalibrate(parameters, i / 200))
  return points.every((y, i) => y >= 0 && y <= 1 && (i === 0 || y >= points[i - 1]! - 1e-12))
}

describe('isotonic regression', () => {
  it('never falls, stays inside 0 and 1, and is what the stored form allows', () => {
    fc.assert(
      fc.property(Decisions, (decisions) => {
        const parameters = fitIsotonic(decisions)
        expect(CalibrationParameters.safeParse(parameters).success).toBe(true)
        expect(rises(parameters)).toBe(true)
      }),
    )
  })

  it('does not depend on the order of the decisions', () => {
    fc.assert(
      fc.property(Decisions, (decisions) => {
        const [a, b] = [fitIsotonic(decisions), fitIsotonic(decisions.toReversed())]
        for (let i = 0; i <= 20; i++) expect(recalibrate(a, i / 20)).toBeCloseTo(recalibrate(b, i / 20), 9)
      }),
    )
  })

  it('finds a step that no straight curve has', () => {
    const parameters = fitIsotonic(drawn(5_000, (s) => (s < 0.6 ? 0.1 : 0.7)))
    expect(recalibrate(parameters, 0.3)).toBeCloseTo(0.1, 1)
    expect(recalibrate(parameters, 0.9)).toBeCloseTo(0.7, 1)
  })
})

describe('Platt scaling', () => {
  it('recovers the curve that made the decisions', () => {
    const parameters = fitPlatt(drawn(20_000, (s) => logistic(0.7 * logit(s) - 1.2)))
    expect(parameters?.method).toBe('platt')
    if (parameters?.method !== 'platt') return
    expect(parameters.a).toBeCloseTo(0.7, 1)
    expect(parameters.b).toBeCloseTo(-1.2, 1)
  })

  it('rises or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(Decisions, (decisions) => {
        const parameters = fitPlatt(decisions)
        if (parameters) expect(rises(parameters)).toBe(true)
      }),
    )
  })

  it('refuses a score that ranks the wrong way round', () => {
    expect(fitPlatt(drawn(500, (s) => 1 - s))).toBeUndefined()
  })
})

describe('the choice of a calibration', () => {
  it('leaves the shipped one below 50 decisions, and below 10 of either label', () => {
    expect(chooseCalibration(drawn(49, (s) => s))).toBeUndefined()
    expect(chooseCalibration(drawn(400, () => 0))).toBeUndefined()
    expect(readiness(drawn(400, () => 0))).toEqual({
      decisions: 400,
      positives: 0,
      negatives: 400,
      enough: false,
    })
  })

  it('brings the calibration error down on a platform that is not like the training data', () => {
    const fit = chooseCalibration(drawn(2_000, (s) => logistic(0.5 * logit(s) - 2)))!
    expect(fit.parameters.method).not.toBe('shipped')
    expect(fit.before.calibrationError.value).toBeGreaterThan(0.15)
    expect(fit.after.calibrationError.value).toBeLessThan(0.04)
    expect(fit.after.brier.interval[1]).toBeLessThan(fit.before.brier.interval[0])
    expect(fit.candidates[0]!.method).toBe(fit.parameters.method)
  })

  it('keeps the shipped one where nothing is to be gained, and the free curve for where there is enough', () => {
    const honest = chooseCalibration(drawn(3_000, (s) => s))!
    const shipped = honest.candidates.find(({ method }) => method === 'shipped')!
    expect(honest.candidates[0]!.logLoss).toBeGreaterThan(shipped.logLoss - 0.005)
    const few = chooseCalibration(drawn(LEAST_FOR_ISOTONIC - 1, (s) => s))!
    expect(few.candidates.map(({ method }) => method)).not.toContain('isotonic')
    const stepped = chooseCalibration(drawn(5_000, (s) => (s < 0.6 ? 0.05 : 0.9)))!
    expect(stepped.parameters.method).toBe('isotonic')
  })

  it('takes the free curve only where it is better by more than chance', () => {
    const step = (s: number) => (s < 0.6 ? 0.15 : 0.55)
    const barely = chooseCalibration(drawn(400, step, 3))!
    expect(barely.candidates[0]!.method).toBe('isotonic')
    expect(barely.parameters.method).toBe('platt')
    const clearly = chooseCalibration(drawn(1_000, step, 3))!
    expect(clearly.parameters.method).toBe('isotonic')
  })

  it('fits the method that is asked for, or says that it cannot', () => {
    expect(
      chooseCalibration(
        drawn(100, (s) => s),
        'platt',
      )!.parameters.method,
    ).toBe('platt')
    expect(
      chooseCalibration(
        drawn(100, (s) => s),
        'isotonic',
      ),
    ).toBeUndefined()
  })
})

describe('the figures beside a calibration', () => {
  it('agree with what they are defined as', () => {
    const judged: Judged[] = [
      { score: 0.9, label: 1 },
      { score: 0.8, label: 0 },
      { score: 0.2, label: 0 },
      { score: 0.8, label: 1 },
    ]
    expect(brier(judged)).toBeCloseTo((0.01 + 0.64 + 0.04 + 0.04) / 4)
    expect(logLoss(judged)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.8) + Math.log(0.8)) / 4)
    expect(areaUnderCurve(judged)).toBeCloseTo(3.5 / 4)
    expect(areaUnderCurve(judged.filter(({ label }) => label === 1))).toBeUndefined()
    expect(calibrationError(drawn(20_000, (s) => s))).toBeLessThan(0.02)
  })

  it('an interval holds its value and narrows with more', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (hits, n) => {
        const k = Math.min(hits, n)
        const [low, high] = wilson(k, n)
        expect(low).toBeLessThanOrEqual(k / n)
        expect(high).toBeGreaterThanOrEqual(k / n)
        const [tightLow, tightHigh] = wilson(k * 10, n * 10)
        expect(tightHigh - tightLow).toBeLessThan(high - low)
      }),
    )
    expect(wilson(0, 0)).toEqual([0, 1])
    const few = estimate(
      drawn(60, (s) => s),
      brier,
    )
    const many = estimate(
      drawn(2_000, (s) => s),
      brier,
    )
    const width = ({ interval: [low, high] }: typeof few) => high - low
    expect(width(many)).toBeLessThan(width(few))
  })
})
