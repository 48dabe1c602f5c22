import { z } from 'zod'
import { isWellFormed } from './canonical-json'
import { Region } from './region'
import { AgeBand } from './signal'

export const MAX_BODY_BYTES = 8 * 1024 * 1024
export const MAX_MESSAGES = 5_000
export const MAX_TEXT_BYTES = 16 * 1024
/** How far a platform's clock may run ahead of ours before a date counts as the future. */
export const CLOCK_SKEW_MS = 5 * 60_000

export const REPORT_SOURCES = ['user', 'article16', 'trusted_flagger', 'ncii', 'proactive', 'legal'] as const

const ExternalId = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (id) => isWellFormed(id) && !/[\u0000-\u001f\u007f]/.test(id),
    'must not contain control characters',
  )

/** A UTF-16 string that UTF-8 can carry byte for byte, up to 16 KiB of it. NUL is allowed: it is content. */
const Text = z
  .string()
  .refine(isWellFormed, 'must be well-formed Unicode (it has a lone surrogate)')
  .refine(
    (text) => new TextEncoder().encode(text).length <= MAX_TEXT_BYTES,
    'must be at most 16 KiB of UTF-8',
  )

const Instant = z.iso.datetime({ offset: true })

const Franking = z.strictObject({
  kf: z.base64url(),
  c2: z.base64url(),
  r: z.base64url(),
  kid: z.string().min(1).max(100),
})

const messageBase = {
  id: ExternalId,
  senderId: ExternalId,
  sentAt: Instant,
  reported: z.boolean().optional(),
  franking: Franking.optional(),
}

export const TextMessage = z.strictObject({
  ...messageBase,
  kind: z.literal('text').default('text'),
  text: Text,
  versions: z
    .array(z.strictObject({ text: Text, editedAt: Instant.optional() }))
    .max(100)
    .optional(),
})
export const MediaMessage = z.strictObject({
  ...messageBase,
  kind: z.literal('media'),
  mediaType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .max(100),
  sizeBytes: z.int().min(0).optional(),
  sha256: z.string().max(100).optional(),
  text: Text.optional(),
})
export const BareMessage = z.strictObject({
  ...messageBase,
  kind: z.enum(['deleted', 'system']),
  text: Text.optional(),
})
/** A kind from the future is kept whole, sealed, and shown as unsupported. */
export const UnknownMessage = z.looseObject({
  ...messageBase,
  kind: z.string().regex(/^[a-z0-9_.-]{1,40}$/),
})
export type ReportMessage =
  | z.infer<typeof TextMessage>
  | z.infer<typeof MediaMessage>
  | z.infer<typeof BareMessage>
  | z.infer<typeof UnknownMessage>

export const ReportParty = z.strictObject({ id: ExternalId, ageBand: AgeBand.default('unknown') })

/** Everything of a report but its messages; messages are checked one by one, by kind. */
export const ReportHead = z.strictObject({
  externalId: ExternalId,
  region: Region,
  source: z.enum(REPORT_SOURCES),
  reason: z.string().regex(/^[a-z0-9_.-]{1,60}$/),
  note: Text.optional(),
  reportedAt: Instant,
  reporter: ReportParty,
  subject: ReportParty,
  conversation: z.strictObject({
    id: ExternalId,
    kind: z.enum(['direct', 'group']),
    messages: z.array(z.unknown()).min(1).max(MAX_MESSAGES),
  }),
})
export type Report = Omit<z.infer<typeof ReportHead>, 'conversation'> & {
  conversation: { id: string; kind: 'direct' | 'group'; messages: ReportMessage[] }
}
