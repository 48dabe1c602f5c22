import { z } from 'zod'
import {
  CALIBRATION_METHODS,
  type CalibrationMethod,
  type CalibrationState,
  type Thresholds,
  type ThresholdTargets,
  ThresholdTargets as ThresholdTargetsSchema,
} from '#domain/calibration'
import { Uuid } from '#domain/uuid'
import type { Readiness } from './choose'

/** Whether there is such a classifier, the route asks the registry. */
export const ClassifierParams = z.object({
  platform: z.string().min(1).max(60),
  classifier: z.string().min(1).max(40),
})
export const CalibrationParams = z.object({ id: Uuid })

/** `best` lets the held-out log loss choose. `shipped` without targets leaves the classifier's own bands. */
export const DraftBody = z
  .strictObject({
    version: z.string().min(1).max(80),
    method: z.enum(['best', ...CALIBRATION_METHODS]),
    targets: ThresholdTargetsSchema.nullable(),
  })
  .refine(({ method, targets }) => targets !== null || method === 'shipped', {
    path: ['targets'],
    error: 'are needed: bands of the shipped calibration do not fit another scale',
  })
export type DraftInput = z.infer<typeof DraftBody>

export const ChangeCalibrationBody = z.strictObject({
  act: z.enum(['shadow', 'unshadow', 'propose', 'withdraw', 'promote', 'discard']),
})

const Interval = z.tuple([z.number(), z.number()])
const Estimate = z.object({ value: z.number(), interval: Interval })
const Quality = z.object({ logLoss: Estimate, brier: Estimate, calibrationError: Estimate })
const Bins = z.array(
  z.object({ n: z.int(), predicted: z.number(), observed: z.number(), interval: Interval }),
)

/** What lies at or above a threshold: all cases, those decided, and those of them that broke the policies. */
export const Outcome = z.object({
  cases: z.int(),
  decided: z.int(),
  upheld: z.int(),
  precision: z.number().nullable(),
  interval: Interval,
})
export type Outcome = z.infer<typeof Outcome>

export const StoredMetrics = z.object({
  positives: z.int(),
  auc: z.number(),
  candidates: z.array(
    z.object({ method: z.enum(CALIBRATION_METHODS), logLoss: z.number(), brier: z.number() }),
  ),
  before: Quality,
  after: Quality,
  reliability: z.object({ before: Bins, after: Bins }),
  at: z.object({ review: Outcome, urgent: Outcome }).nullable(),
})
export type StoredMetrics = z.infer<typeof StoredMetrics>

/** Raw scores of one version, for drift. */
export const StoredReference = z.object({ version: z.string(), histogram: z.array(z.int()) })

export type CalibrationView = {
  id: string
  version: string
  method: CalibrationMethod
  thresholds: z.infer<typeof Thresholds> | null
  targets: ThresholdTargets | null
  metrics: StoredMetrics | null
  n: number
  fromAt: string | null
  toAt: string | null
  state: CalibrationState
  createdBy: string
  createdAt: string
  proposedBy: string | null
  /** Whether it is this person's own proposal, which somebody else must promote. */
  ownProposal: boolean
  promotedBy: string | null
  promotedAt: string | null
  retiredAt: string | null
  /** Had it been in force for the last 90 days; null where its version did not speak. */
  would: { review: Outcome; urgent: Outcome } | null
}

export type DriftWeekView = {
  week: string
  scored: number
  unavailable: number
  psi: number | null
  flagged: number
  upheld: number
  alarms: DriftAlarm[]
  histogram: number[]
}
export const DRIFT_ALARMS = ['psi', 'precision', 'unavailable'] as const
export type DriftAlarm = (typeof DRIFT_ALARMS)[number]

export type ClassifierSummary = {
  platform: { id: string; name: string }
  classifier: string
  /** What speaks on this platform now; null before a worker has said what it runs. */
  version: string | null
  versions: { version: string; candidate: boolean }[]
  inForce: { id: string; method: CalibrationMethod; promotedAt: string | null } | null
  /** A calibration is in force for a version that no worker runs any more: the shipped one speaks. */
  stale: boolean
  readiness: Readiness
  drift: { week: string; psi: number | null; scored: number; alarms: DriftAlarm[] } | null
  proposals: number
}

export type BandMove = { from: string; to: string; reports: number }
export type ShadowComparison = {
  calibrationId: string
  reports: number
  /** Share of reports in the same band. */
  agreement: number | null
  moves: BandMove[]
  up: { reports: number; cases: string[] }
  down: { reports: number; cases: string[] }
  /** Twenty bins of the score as it is read. */
  live: number[]
  shadow: number[]
}

export type ClassifierDetail = ClassifierSummary & {
  days: number
  cases: number
  /** Cases that could not be scored: people look at all of them. */
  unavailable: number
  histogram: number[]
  outcome: { review: Outcome; urgent: Outcome }
  reliability: StoredMetrics['reliability']['before']
  calibrations: CalibrationView[]
  drift13: DriftWeekView[]
  shadows: ShadowComparison[]
}
