import { z } from 'zod'
import { ACCESS_REQUESTS } from './access-requests'
import { concat, utf8 } from './bytes'
import { CredentialProof } from './credential-proof'
import { ActionCode, PolicyCode } from './decision'
import { IDENTITY_REQUESTS } from './identity-requests'
import { Destination, MessageRefs, Purpose } from './ledger-entry'
import { Role } from './permission'
import { Region } from './region'
import { requestBase } from './request-base'
import { RETENTION_REQUESTS } from './retention-requests'
import { WIDEN_REASONS } from './review-case'
import { Uuid } from './uuid'

export { sessionChallengeInput } from './credential-proof'
export { requestBase } from './request-base'

/**
 * Everything that changes a claim, lease, grant, person or release in the key service is one of these,
 * signed by a session key (ECDSA P-256 with SHA-256, raw 64-byte signature) or a worker identity (Ed25519).
 * The signature covers label ‖ the exact payload bytes. A request id is used once: the same bytes again get
 * 409 and never a second release.
 */
export const REQUEST_LABEL = utf8('countersign/v1/request')
/** A request older or newer than this by the key service's clock is refused. */
export const REQUEST_MAX_AGE_MS = 5 * 60_000

/** How a signed request travels: base64url of the payload bytes, who signs, base64url of the signature. */
export const SignedRequest = z.strictObject({
  payload: z.string().min(1).max(400_000),
  /** A session id (uuid), or `worker:<name>`. */
  signer: z.string().min(1).max(80),
  signature: z.string().length(86),
})
export type SignedRequest = z.infer<typeof SignedRequest>

const base = requestBase
const Dek = z.string().regex(/^[0-9a-f]{32}$/)
const Bytes = z.base64url()
/** Raw uncompressed P-256 point. */
const PublicKey = z.base64url().length(87)

/** A rationale sealed in the reader: its manifest (signed by this very request), box and the envelope's hash. */
export const SealedRationale = z.strictObject({
  dek: Dek,
  /** Canonical manifest bytes. */
  manifest: Bytes,
  box: Bytes,
  /** SHA-256 of the envelope; the envelope itself goes to the console only. */
  hash: z.base64url().length(43),
})

export const KeyRequest = z.discriminatedUnion('op', [
  z.strictObject({ ...base, op: z.literal('claim'), caseId: Uuid }),
  z.strictObject({ ...base, op: z.literal('renew'), caseId: Uuid }),
  z.strictObject({ ...base, op: z.literal('return'), caseId: Uuid }),
  z.strictObject({
    ...base,
    op: z.literal('widen'),
    caseId: Uuid,
    reason: z.enum(Object.keys(WIDEN_REASONS) as [keyof typeof WIDEN_REASONS]),
  }),
  z.strictObject({
    ...base,
    op: z.literal('release'),
    grantId: Uuid,
    messages: MessageRefs.min(1),
    recipient: PublicKey,
    /** Size of the last checkpoint that the reader kept, 0 when none: the answer proves consistency with it. */
    seen: z.int().min(0),
  }),
  z.strictObject({
    ...base,
    op: z.literal('score'),
    /** At most 32 reports a call: each its own entry, one commit. */
    items: z
      .array(
        z.strictObject({
          reportId: Uuid,
          attempt: z.int().min(1).max(5),
          /** The code of a plug-in scorer that the text will be sent to; counted and recorded apart. */
          destination: Destination.optional(),
        }),
      )
      .min(1)
      .max(32),
    recipient: PublicKey,
    seen: z.int().min(0),
  }),
  z.strictObject({
    ...base,
    op: z.literal('decide'),
    caseId: Uuid,
    decisionId: Uuid,
    policy: PolicyCode,
    action: ActionCode,
    rationale: SealedRationale,
  }),
  z.strictObject({
    ...base,
    op: z.literal('publish-rules'),
    version: z.int().min(1),
    hash: z.base64url().length(43),
  }),
  z.strictObject({
    ...base,
    op: z.literal('change-person'),
    personId: Uuid,
    roles: z.array(Role),
    regions: z.array(Region),
    active: z.boolean(),
  }),
  z.strictObject({
    ...base,
    op: z.literal('query-ledger'),
    personId: z.string().max(80).optional(),
    /** The platform's account id of the person reported. */
    subject: z.string().max(200).optional(),
    caseId: Uuid.optional(),
    purpose: Purpose.optional(),
    kind: z.string().max(40).optional(),
    /** Only entries by people, or only those by workers and the key service itself. */
    actors: z.enum(['people', 'machines']).optional(),
    from: z.int().optional(),
    to: z.int().optional(),
    /** Only entries with a smaller index: the cursor, newest first. */
    before: z.int().optional(),
    limit: z.int().min(1).max(200),
  }),
  /** Stored bytes of entries from an index on, for a verifier. At most 1,000 at once. */
  z.strictObject({
    ...base,
    op: z.literal('read-entries'),
    from: z.int().min(0),
    limit: z.int().min(1).max(1000),
  }),
  /** Facts of the console's, shipped from its outbox by a worker. */
  z.strictObject({
    ...base,
    op: z.literal('facts'),
    facts: z
      .array(
        z.strictObject({ fact: z.string().max(64), personId: z.string().max(80), ref: z.string().max(80) }),
      )
      .min(1)
      .max(200),
  }),
  ...ACCESS_REQUESTS,
  ...IDENTITY_REQUESTS,
  ...RETENTION_REQUESTS,
])
export type KeyRequest = z.infer<typeof KeyRequest>
export type KeyOp = KeyRequest['op']
export type RequestOf<Op extends KeyOp> = Extract<KeyRequest, { op: Op }>

/** What a session key or worker identity signs. */
export function requestSigningInput(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(REQUEST_LABEL, payload)
}

/** Registers a session key, by a proof over `sessionChallengeInput`. */
export const SessionRegistration = z.strictObject({
  personId: Uuid,
  sessionKey: PublicKey,
  nonce: z.base64url().length(43),
  credential: CredentialProof,
})
export type SessionRegistration = z.infer<typeof SessionRegistration>
export type SessionAnswer = {
  session: string
  expiresAt: number
  roles: string[]
  regions: string[]
  trial: boolean
}

/** PBKDF2-SHA256 rounds from a trial code to its Ed25519 seed; the salt is label ‖ person id. */
export const TRIAL_ROUNDS = 200_000
export const TRIAL_LABEL = 'countersign/v1/trial-credential/'

export type GrantView = {
  id: string
  caseId: string
  messages: MessageRefs
  uses: number
  notBefore: number
  expires: number
}
export type ClaimAnswer = {
  caseId: string
  claim: number
  personId: string
  leaseUntil: number
  grant: GrantView
  /** Index of the claim's ledger entry. */
  index: number
}
/** Proof that an entry is committed: its exact bytes, where it stands, and a checkpoint that includes it. */
export type CommittedEntry = { entry: string; index: number; proof: string[]; checkpoint: string }
/** All byte strings base64url. `consistency` proves that the checkpoint extends the one of size `seen`. */
export type ReleaseAnswer = CommittedEntry & { consistency: string[]; enc: string; sealed: string }
export type ScoreAnswer = {
  checkpoint: string
  consistency: string[]
  items: (
    | ({ reportId: string; ok: true } & Omit<CommittedEntry, 'checkpoint'> & { enc: string; sealed: string })
    | { reportId: string; ok: false; code: string }
  )[]
}
export type LedgerRow = {
  index: number
  at: number
  kind: string
  /** The entry's exact bytes, base64url. */
  entry: string
  /** Resolved for an auditor from the key service's own tables, never from the entry. */
  personId?: string
  caseId?: string
  subject?: string
  purpose?: string
}
/** `leftOut`: entries by the asking lead that match the filter and are not shown, since nobody audits themselves. */
export type LedgerPage = {
  rows: LedgerRow[]
  next?: number
  size: number
  checkpoint: string
  leftOut?: number
}
