import { z } from 'zod'

/**
 * Where a case stands. A stage only ever moves along `NEXT`; every write names the stage it expects, so one of
 * two racers loses. `revealed` is no stage of its own: it is a fact in the ledger and in the timeline.
 */
export const CASE_STAGES = [
  'sealed',
  'classified',
  'routed',
  'claimed',
  'decided',
  'acted',
  'closed',
] as const
export const CaseStage = z.enum(CASE_STAGES)
export type CaseStage = z.infer<typeof CaseStage>

const NEXT: Record<CaseStage, readonly CaseStage[]> = {
  sealed: ['classified'],
  classified: ['routed'],
  routed: ['classified', 'claimed'], // a further report is scored and routed again
  claimed: ['routed', 'decided'], // returned or expired; decided
  decided: ['acted', 'closed'],
  acted: ['closed'],
  closed: [],
}

export function canAdvance(from: CaseStage, to: CaseStage): boolean {
  return NEXT[from].includes(to)
}

/** Stages in which a moderator may claim. Before `routed` no classifier has spoken, after it a person has. */
export function isClaimable(stage: CaseStage): boolean {
  return stage === 'routed'
}

/** A report's own way through the pipeline. */
export const REPORT_STAGES = ['received', 'adopted', 'classified', 'routed'] as const
export const ReportStage = z.enum(REPORT_STAGES)
export type ReportStage = z.infer<typeof ReportStage>

export const LEASE_MS = 60 * 60_000
/** Messages on either side of a reported one that a first reveal may show. */
export const WINDOW_DEFAULT = 5
/** How far a moderator may widen alone, with a reason. */
export const WINDOW_SELF = 20

export const WIDEN_REASONS = {
  context_unclear: 'The meaning is unclear without more context',
  who_started: 'Need to see who started it',
  pattern: 'Need to see whether it repeats',
  safety: 'Someone may be in danger',
} as const
export type WidenReason = keyof typeof WIDEN_REASONS
