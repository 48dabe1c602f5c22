import { z } from 'zod'
import { CredentialProof } from './credential-proof'
import { Digest } from './entry-fields'
import { requestBase } from './request-base'
import { Uuid } from './uuid'

/** What a worker may ask. */
export const WORKER_SCOPES = ['score', 'facts'] as const
export const WorkerScope = z.enum(WORKER_SCOPES)
export type WorkerScope = z.infer<typeof WorkerScope>
export const WorkerName = z.string().regex(/^[a-z0-9-]{1,40}$/)
/** Raw Ed25519 key, base64url. */
const WorkerKey = z.base64url().length(43)

const base = requestBase

/** Who may act: invitations, credentials, worker identities. Spread into KeyRequest. */
export const IDENTITY_REQUESTS = [
  /** One live invitation a person. `replaces`: the passkey was lost; confirming the new one ends all older ones. */
  z.strictObject({
    ...base,
    op: z.literal('invite-person'),
    personId: Uuid,
    /** See domain/enrolment.ts. The code itself is shown in the reader of whoever invites, and nowhere else. */
    codeHash: Digest,
    replaces: z.boolean(),
  }),
  /** The second person vouches for a presented credential, by a gesture of their own. */
  z.strictObject({
    ...base,
    op: z.literal('confirm-enrolment'),
    personId: Uuid,
    credential: Digest,
    proof: CredentialProof,
  }),
  /** Ends a credential, or an invitation, by its digest as `list-credentials` names it. */
  z.strictObject({ ...base, op: z.literal('revoke-credential'), personId: Uuid, credential: Digest }),
  z.strictObject({ ...base, op: z.literal('list-credentials') }),
  /** No scopes removes the worker. A known key keeps its place; another one takes over at once. */
  z.strictObject({
    ...base,
    op: z.literal('change-worker'),
    worker: WorkerName,
    key: WorkerKey,
    scopes: z.array(WorkerScope).max(WORKER_SCOPES.length),
  }),
  /** Signed by the worker's present key, which stays good for ten minutes more. */
  z.strictObject({ ...base, op: z.literal('rotate-worker'), key: WorkerKey }),
] as const

/** POST /v1/enrol: unsigned; the one-time code says for whom. All base64url, as the browser gave them. */
export const Enrolment = z.strictObject({
  personId: Uuid,
  nonce: z.base64url().length(43),
  code: z.string().min(1).max(60),
  credentialId: z.base64url().min(1).max(1400),
  clientDataJSON: z.base64url().min(1).max(4000),
  attestationObject: z.base64url().min(1).max(8000),
})
export type Enrolment = z.infer<typeof Enrolment>
/** `credential` is the fingerprint, base64url. `confirmed` at once only for those whom setup invited. */
export const EnrolmentAnswer = z.object({ credential: Digest, confirmed: z.boolean() })
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>

/** POST /v1/credentials/options. */
export const CredentialOptionsRequest = z.strictObject({ personId: Uuid })
/** What a person can unlock with. Nobody known and nobody enrolled look alike. */
export const CredentialOptions = z.object({
  trial: z.boolean(),
  /** `credential` is the fingerprint. */
  passkeys: z.array(z.object({ credentialId: z.base64url(), credential: Digest })),
  /** Fingerprint of a passkey that waits for its second person. */
  waiting: Digest.nullable(),
})
export type CredentialOptions = z.infer<typeof CredentialOptions>

export type CredentialView = {
  personId: string
  /** Its digest: a passkey's fingerprint, SHA-256 of a trial key, or of an invitation's id. */
  credential: string
  kind: 'passkey' | 'trial' | 'invitation'
  state: 'waiting' | 'confirmed'
  /** Milliseconds since 1970. */
  since: number
  /** When an invitation, or a passkey that waits, ends by itself. */
  until: number | null
  invitedBy: string | null
  confirmedBy: string | null
  replaces: boolean
}
export type WorkerView = {
  worker: string
  key: string
  scopes: WorkerScope[]
  since: number
  until: number | null
}
export type CredentialsAnswer = { credentials: CredentialView[]; workers: WorkerView[] }
