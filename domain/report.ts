import { z } from 'zod'
import { isWellFormed } from './canonical-json'
import { Region } from './region'
import { AgeBand } from './signal'

/** What a platform may send to `POST /api/v1/reports`: the schemas. `report-input.ts` reads a body with them. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024
export const MAX_MESSAGES = 5_000
export const MAX_TEXT_BYTES = 16 * 1024
export const MAX_VERSIONS = 100
/** How far a platform's clock may run ahead of ours before a date counts as the future. */
export const CLOCK_SKEW_MS = 5 * 60_000

export const REPORT_SOURCES = ['user', 'article16', 'trusted_flagger', 'ncii', 'proactive', 'legal'] as const
export const ReportSource = z.enum(REPORT_SOURCES)
export type ReportSource = z.infer<typeof ReportSource>

/** Kinds that only we write: the reporter's note, and a moderator's rationale. */
export const RESERVED_KINDS: readonly string[] = ['note', 'rationale']
/** Message ids that only we give: `note:<externalId>`. */
export const NOTE_ID_PREFIX = 'note:'

/** An id of the platform's. Ids are metadata: stored, searched and shown as they are. */
export const ExternalId = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .refine((id) => !/[\u0000-\u001f\u007f]/.test(id), 'must not contain control characters')
  .refine(isWellFormed, 'must be well-formed Unicode (it has a lone surrogate)')

/** True when the text takes at most 16 KiB of UTF-8. A UTF-16 unit never takes more than three bytes. */
export function fitsText(text: string): boolean {
  return text.length * 3 <= MAX_TEXT_BYTES || new TextEncoder().encode(text).length <= MAX_TEXT_BYTES
}

/** A UTF-16 string that UTF-8 can carry byte for byte, up to 16 KiB of it. NUL is allowed: it is content. */
export const ContentText = z
  .string()
  .refine(isWellFormed, 'must be well-formed Unicode (it has a lone surrogate)')
  .refine(fitsText, 'must be at most 16 KiB of UTF-8')

/** RFC 3339 with seconds and an offset. Fractions below a millisecond are dropped. */
export const Instant = z.iso.datetime({
  offset: true,
  error: 'must be a date and time with an offset (RFC 3339)',
})

/**
 * What a platform with end-to-end encryption adds to a message: docs/franking.md. Values of a wrong length are let
 * through here and labelled `failed`: a bad tag is no reason to turn a report away.
 */
export const Franking = z.strictObject({
  kf: z.base64url().max(200),
  c2: z.base64url().max(200),
  r: z.base64url().max(200),
  kid: z.string().min(1).max(100),
})
export type Franking = z.infer<typeof Franking>

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
  text: ContentText,
  versions: z
    .array(z.strictObject({ text: ContentText, editedAt: Instant.optional() }))
    .max(MAX_VERSIONS)
    .optional(),
})
export const MediaMessage = z.strictObject({
  ...messageBase,
  kind: z.literal('media'),
  mediaType: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type such as image/jpeg'),
  sizeBytes: z.int().min(0).optional(),
  sha256: z
    .string()
    .regex(/^[A-Za-z0-9+/_=-]{43,64}$/, 'must be a SHA-256 in hex or base64')
    .optional(),
  text: ContentText.optional(),
})
export const BareMessage = z.strictObject({
  ...messageBase,
  kind: z.enum(['deleted', 'system']),
  text: ContentText.optional(),
})
/** A kind from the future is kept whole, sealed, and shown as unsupported. */
export const UnknownMessage = z.looseObject({
  ...messageBase,
  kind: z
    .string()
    .regex(/^[a-z0-9_.-]{1,40}$/, 'must be 1 to 40 of a–z, 0–9, dot, dash and underscore')
    .refine((kind) => !RESERVED_KINDS.includes(kind), 'is a kind reserved for this service'),
})

export const ReportParty = z.strictObject({ id: ExternalId, ageBand: AgeBand.default('unknown') })

export const ConversationKind = z.enum(['direct', 'group'])

/** Everything of a report but its messages; messages are checked one by one, by kind. */
export const ReportHead = z.strictObject({
  externalId: ExternalId,
  region: Region,
  source: ReportSource,
  /** The platform's own reason code. */
  reason: z.string().regex(/^[a-z0-9_.-]{1,60}$/, 'must be 1 to 60 of a–z, 0–9, dot, dash and underscore'),
  note: ContentText.optional(),
  reportedAt: Instant,
  reporter: ReportParty,
  subject: ReportParty,
  conversation: z.strictObject({
    id: ExternalId,
    kind: ConversationKind,
    messages: z
      .array(z.unknown())
      .min(1, 'must have at least one message')
      .max(MAX_MESSAGES, 'must have at most 5,000 messages'),
  }),
})
