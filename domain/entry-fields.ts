import { z } from 'zod'

/** What entries are made of: codes, ids, pseudonyms, digests and 16 random bytes, never free text. */

export const PURPOSES = [
  'USER_REPORT_REVIEW',
  'SECOND_REVIEW',
  'QUALITY_SAMPLE',
  'APPEAL_REVIEW',
  'LEGAL_PROCESS',
  'EMERGENCY_DISCLOSURE',
  'CHILD_SAFETY_FILING',
  'DATA_SUBJECT_REQUEST',
  'SECURITY_INCIDENT',
  'CLASSIFIER_SCORING',
] as const
export const Purpose = z.enum(PURPOSES)
export type Purpose = z.infer<typeof Purpose>

/** [dek_id hex, positions such as "0-4,7"] */
export const MessageRefs = z.array(z.tuple([z.string().regex(/^[0-9a-f]{32}$/), z.string().min(1)]))
export type MessageRefs = z.infer<typeof MessageRefs>

/** A keyed pseudonym: HMAC-SHA256(the person's salt, person id)[0:16], base64url. Workers: `worker:<name>`. */
export const Who = z.string().min(1).max(80)
export const Id = z.string().min(1).max(80)
export const Code = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/)
/** A plug-in scorer, by its code. */
export const Destination = z.string().regex(/^[a-z0-9-]{1,24}$/)
/** SHA-256, base64url. */
export const Digest = z.string().length(43)

export const entryBase = {
  v: z.literal(1),
  /** Milliseconds since 1970, by the key service's clock. */
  at: z.int().min(0),
  /** 16 random bytes, base64url: two equal facts do not give equal leaves. */
  n: z.string().length(22),
}
/** Who signed the request that the entry records. `system` and `none` where the key service acted by itself. */
export const signedBy = { who: Who, session: Id }
