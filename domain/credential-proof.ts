import { z } from 'zod'
import { concat, utf8 } from './bytes'

/**
 * What a person's enrolled credential signs. A trial credential is an Ed25519 key that is derived from a code which
 * only the reader sees; a passkey gives a WebAuthn assertion with user verification. The challenge is 32 bytes in
 * either case: SHA-256 of one of the inputs below.
 */
export const CredentialProof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('trial'), signature: z.base64url().length(86) }),
  z.strictObject({
    kind: z.literal('passkey'),
    /** All base64url, as the browser gave them. */
    credentialId: z.base64url().min(1).max(1400),
    authenticatorData: z.base64url().min(1).max(4000),
    clientDataJSON: z.base64url().min(1).max(4000),
    signature: z.base64url().min(1).max(1400),
  }),
])
export type CredentialProof = z.infer<typeof CredentialProof>

const SESSION_LABEL = utf8('countersign/v1/session')
/** Registers a session key. @param nonce 32 bytes from the key service, used once. @param sessionKey raw P-256 point[65]. */
export function sessionChallengeInput(nonce: Uint8Array, sessionKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(SESSION_LABEL, nonce, sessionKey)
}

const APPROVAL_LABEL = utf8('countersign/v1/approval')
export const APPROVAL_VERDICTS = ['approved', 'refused'] as const
export type ApprovalVerdict = (typeof APPROVAL_VERDICTS)[number]
/**
 * A gesture of its own for each approval, so that an unlocked session is not enough: a person touches the passkey, or
 * types the trial code, over the exact request. @param leaf leaf hash[32] of the `request` entry.
 */
export function approvalChallengeInput(leaf: Uint8Array, verdict: ApprovalVerdict): Uint8Array<ArrayBuffer> {
  return concat(APPROVAL_LABEL, leaf, utf8(verdict))
}

const REVIEW_LABEL = utf8('countersign/v1/access-review')
export const REVIEW_VERDICTS = ['justified', 'not_justified'] as const
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number]
/** What a lead found when break-glass access was looked at afterwards. @param leaf leaf hash[32] of the `request` entry. */
export function reviewChallengeInput(leaf: Uint8Array, verdict: ReviewVerdict): Uint8Array<ArrayBuffer> {
  return concat(REVIEW_LABEL, leaf, utf8(verdict))
}

const CONFIRM_LABEL = utf8('countersign/v1/confirm-enrolment')
/** The second person vouches for a credential. @param credential its fingerprint[32], which covers id and public key. */
export function confirmChallengeInput(credential: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(CONFIRM_LABEL, credential)
}
