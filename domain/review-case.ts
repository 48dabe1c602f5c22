import { z } from 'zod'

/**
 * Where a case stands, in order. It goes back only from `claimed`, returned or expired, and from a decision that the
 * key service refused. Every write names the stages it expects, so one of two racers loses. `revealed` is no stage of
 * its own: it is a fact in the ledger.
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
