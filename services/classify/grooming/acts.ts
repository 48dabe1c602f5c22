import { STAGES } from './cues'

/**
 * What a message does to the one it is written to: the published stages, and what speaks for an ordinary reading.
 * Each is judged for itself; the conversation decides what they mean together. The order is part of the weights.
 *
 * - `open`: brings in a guardian, a colleague or the group, or tells the other to
 * - `ok`: takes a no, or leaves the choice to the other
 * - `edu`: warns, teaches, or states a rule that protects
 * - `rep`: repeats what somebody else said or did
 * - `ref`: declines, or is uneasy
 * - `harm`: how the risky member of a pair differs from the ordinary one, whatever the stage
 * - `met`: how those answer who are met by it, where they answer otherwise than in the ordinary member
 */
export const ACTS = [...STAGES, 'open', 'ok', 'edu', 'rep', 'ref', 'harm', 'met'] as const
export type Act = (typeof ACTS)[number]
export const HARM = ACTS.indexOf('harm')
export const MET = ACTS.indexOf('met')
