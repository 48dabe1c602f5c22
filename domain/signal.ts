import { z } from 'zod'

/** What a classifier is given: plaintext, in one worker's memory, and nothing that names a person. */
export type ClassifierMessage = {
  id: string
  author: string
  text: string
  /** Milliseconds since 1970. */
  at: number
  reported: boolean
}
export const AGE_BANDS = ['under_13', '13_15', '16_17', 'adult', 'unknown'] as const
export const AgeBand = z.enum(AGE_BANDS)
export type AgeBand = z.infer<typeof AgeBand>
export type ClassifierConversation = {
  messages: ClassifierMessage[]
  participants: Record<string, { ageBand: AgeBand }>
}

/** Bands are what people see; the score stays beside them. `urgent` and `review` are thresholds, not verdicts. */
export const BANDS = ['low', 'review', 'urgent'] as const
export const Band = z.enum(BANDS)
export type Band = z.infer<typeof Band>

/** Offsets are UTF-16 code units into the original text, half-open; `code` names what was seen, never the words. */
export const EvidenceSpan = z.strictObject({
  start: z.int().min(0),
  end: z.int().min(0),
  code: z.string().regex(/^[a-z0-9_.]{1,40}$/),
})
export const MessageEvidence = z.strictObject({
  id: z.string(),
  /** How much the message moved the score: 0 to 1. */
  contribution: z.number().min(0).max(1),
  spans: z.array(EvidenceSpan).max(200),
  /** Why this message could not be read (`language`); its contribution is then no statement. */
  unavailableReason: z
    .string()
    .regex(/^[a-z0-9_]{1,40}$/)
    .optional(),
})
export type MessageEvidence = z.infer<typeof MessageEvidence>

/**
 * What a classifier returns and what is stored: codes, offsets and numbers, never a token of text. A
 * classifier that fails says `unavailable`, which is never a low score: rules must send it to a human.
 */
export const Signal = z.strictObject({
  classifier: z.string(),
  version: z.string(),
  status: z.enum(['ok', 'unavailable']),
  /** Calibrated probability; null when unavailable. */
  score: z.number().min(0).max(1).nullable(),
  band: Band.nullable(),
  perMessage: z.array(MessageEvidence),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      author: z.string(),
      /** Whom it was directed at, where that is clear. */
      target: z.string().optional(),
      messageIds: z.array(z.string()),
    }),
  ),
  unavailableReason: z
    .string()
    .regex(/^[a-z0-9_]{1,40}$/)
    .optional(),
})
export type Signal = z.infer<typeof Signal>

/** What is known round the conversation. A direct one has two sides, so that what is said is said to the other. */
export type ClassifierContext = { kind?: 'direct' | 'group' }
