import { type CalibrationMethod, type CalibrationParameters, recalibrate } from '#domain/calibration'
import { fitIsotonic, fitPlatt } from './fit'
import {
  areaUnderCurve,
  brier,
  calibrationError,
  type Estimate,
  estimate,
  type Judged,
  logLoss,
} from './metrics'

/** Below these the shipped calibration stays: two numbers cannot be learnt from less. */
export const LEAST_DECISIONS = 50
export const LEAST_OF_EACH = 10
/** A free curve learns noise from few (Niculescu-Mizil and Caruana 2005): a straight one is offered alone. */
export const LEAST_FOR_ISOTONIC = 300
const FOLDS = 5

export type Candidate = { method: CalibrationMethod; logLoss: number; brier: number }
export type Fit = {
  parameters: CalibrationParameters
  /** Mean loss on decisions that the curve was not fitted to, five-fold; lowest log loss first. */
  candidates: Candidate[]
  /** Before: the shipped calibration. After: the chosen one, on decisions that it was not fitted to. */
  before: Quality
  after: Quality
  /** Of the raw score: no rising curve changes it. */
  auc: number
  /** The chosen method's probabilities for decisions that it was not fitted to. */
  heldOut: Judged[]
}
export type Quality = { logLoss: Estimate; brier: Estimate; calibrationError: Estimate }
export type Readiness = { decisions: number; positives: number; negatives: number; enough: boolean }

const FITTERS: Record<CalibrationMethod, (judged: readonly Judged[]) => CalibrationParameters | undefined> = {
  shipped: () => ({ method: 'shipped' }),
  platt: fitPlatt,
  isotonic: fitIsotonic,
}

export function readiness(judged: readonly Judged[]): Readiness {
  const positives = judged.filter(({ label }) => label === 1).length
  const negatives = judged.length - positives
  const enough = judged.length >= LEAST_DECISIONS && Math.min(positives, negatives) >= LEAST_OF_EACH
  return { decisions: judged.length, positives, negatives, enough }
}

/**
 * Fits what the decisions allow and chooses by the log loss on decisions held out; the free curve only where it is
 * better by more than chance.
 *
 * @param judged raw scores and what people decided, at most some thousands.
 * @param only this method, when it can be fitted.
 * @returns undefined when there are too few decisions, or `only` cannot be fitted to them.
 */
export function chooseCalibration(judged: readonly Judged[], only?: CalibrationMethod): Fit | undefined {
  if (!readiness(judged).enough) return undefined
  const methods: CalibrationMethod[] = ['shipped', 'platt']
  if (judged.length >= LEAST_FOR_ISOTONIC) methods.push('isotonic')
  const tried = methods.flatMap((method) => {
    const heldOut = crossValidate(judged, FITTERS[method])
    return heldOut ? [{ method, heldOut, logLoss: logLoss(heldOut), brier: brier(heldOut) }] : []
  })
  const ranked = tried.toSorted((a, b) => a.logLoss - b.logLoss || a.brier - b.brier)
  const chosen = only ? ranked.find(({ method }) => method === only) : best(ranked)
  const parameters = chosen && FITTERS[chosen.method](judged)
  if (!chosen || !parameters) return undefined
  return {
    parameters,
    candidates: ranked.map(({ method, logLoss, brier }) => ({ method, logLoss, brier })),
    before: qualityOf(judged),
    after: qualityOf(chosen.heldOut),
    auc: areaUnderCurve(judged)!,
    heldOut: chosen.heldOut,
  }
}

type Tried = { method: CalibrationMethod; heldOut: Judged[] }
const CLEARLY = 2

/** The first, unless it is the free curve and not better than the next by more than two standard errors. */
function best<T extends Tried>(ranked: readonly T[]): T | undefined {
  const [first, next] = ranked
  if (first?.method !== 'isotonic' || !next) return first
  // Both were held out in the same folds, decision by decision.
  const gains = first.heldOut.map((judged, i) => logLoss([next.heldOut[i]!]) - logLoss([judged]))
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / gains.length
  return gain > CLEARLY * Math.sqrt(variance / gains.length) ? first : next
}

export function qualityOf(judged: readonly Judged[]): Quality {
  return {
    logLoss: estimate(judged, logLoss),
    brier: estimate(judged, brier),
    calibrationError: estimate(judged, calibrationError),
  }
}

/** Folds hold both labels in their shares; neighbours in time go to different ones. */
function crossValidate(
  judged: readonly Judged[],
  learn: (judged: readonly Judged[]) => CalibrationParameters | undefined,
): Judged[] | undefined {
  const seen = { 0: 0, 1: 0 }
  const folds = judged.map(({ label }) => seen[label]++ % FOLDS)
  const heldOut: Judged[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const parameters = learn(judged.filter((_, i) => folds[i] !== fold))
    if (!parameters) return undefined
    for (const [i, { score, label }] of judged.entries())
      if (folds[i] === fold) heldOut.push({ score: recalibrate(parameters, score), label })
  }
  return heldOut
}
