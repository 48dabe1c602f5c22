import { type ProofCode, ProofError } from '#domain/committed-entry'
import { KEY_REFUSALS, type KeyRefusal } from '#domain/key-refusal'

/** Why nothing is shown. None of these says anything about content; all are safe to hand to the parent. */
export type VerificationCode =
  | ProofCode
  | 'bad_answer' // the relay's answer has another shape
  | 'entry_mismatch' // the entry records another release than the one asked for
  | 'bad_box' // the sealed keys do not open with this request, entry and recipient
  | 'wrong_keys' // other keys than those asked for, or in another order
  | 'missing_message' // the console did not hand over a granted message
  | 'bad_envelope' // an envelope, or a field that it binds, was changed
  | 'bad_epoch' // no epoch key of this region is signed by the pinned identity and open for sealing

/** Something was wrong with what the reader received. Loud: it must never happen. */
export class VerificationError extends Error {
  readonly code: VerificationCode
  constructor(code: VerificationCode) {
    super(code)
    this.name = 'VerificationError'
    this.code = code
  }
}

/** The key service or the relay said no, or nothing at all. `reason` is the problem's stable code. */
export class RelayError extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.name = 'RelayError'
    this.reason = /^[a-z0-9_]{1,60}$/.test(reason) ? reason : 'relay_error'
  }
}

/** @returns a code for the parent; never a message of somebody else's error. */
export function refusalCode(error: unknown): string {
  if (error instanceof VerificationError || error instanceof ProofError) return error.code
  if (error instanceof RelayError) return error.reason
  return 'reader_error'
}

export function isVerificationFailure(code: string): boolean {
  return code in VERIFICATION_WORDS
}

const VERIFICATION_WORDS: Record<VerificationCode, string> = {
  bad_checkpoint: "The ledger's checkpoint is not signed by the key this reader was built with.",
  inconsistent_checkpoint: 'The ledger no longer contains what it showed this reader before.',
  bad_entry: 'The ledger entry for this release cannot be read.',
  bad_proof: 'The ledger entry for this release is not proven to be in the ledger.',
  bad_answer: 'The answer of the key service has an unknown form.',
  entry_mismatch: 'The ledger entry records another release than the one asked for.',
  bad_box: 'The keys were not sealed to this reader and this entry.',
  wrong_keys: 'Other keys came back than were asked for.',
  missing_message: 'The console did not hand over a message that the grant names.',
  bad_envelope: 'A message, or what is bound to it, was changed after it was sealed.',
  bad_epoch: "No key of this region carries the signature of the region's identity.",
}

const ENDED = 'Your claim on this case has ended. Claim it again to read.'
const RENEW = 'The permission for this window has ended. Renew the claim to read on.'
const UNLOCK = 'This session is no longer valid. Unlock again.'
const LATER = 'Nothing was opened; try again in a moment.'

/** What the relay and the reader itself say no with. */
const RELAY_WORDS: Record<string, string> = {
  unavailable: `The key service does not answer. ${LATER}`,
  unreachable: `The reader's host cannot be reached. ${LATER}`,
  rate_limited: `Too many requests. ${LATER}`,
  too_many_refusals: 'Too many refusals. Wait ten minutes, then try again.',
  bad_nonce: 'That took too long. Try again.',
  locked: 'The reader is locked. Unlock it first.',
  bad_signature: UNLOCK,
  access_ended: 'This access has ended: it ran out, was given back or was taken back.',
  busy: 'Answer the other question first.',
}

/** The key service's, where a reader can be told more than the sentence of domain/key-refusal.ts. */
const READING_WORDS: { [Code in KeyRefusal]?: string } = {
  unknown_signer: UNLOCK,
  session_revoked: UNLOCK,
  session_expired: UNLOCK,
  other_session: 'This permission was given to another session. Renew the claim to read here.',
  role_missing: 'Your role may not read content.',
  wrong_region: 'This case belongs to a region that you do not serve.',
  claim_ended: ENDED,
  lease_expired: ENDED,
  conflict_of_interest: 'You are related to an account in this conversation.',
  no_such_request: 'There is no such request, or it is not for you to see.',
  grant_expired: RENEW,
  grant_spent: RENEW,
  grant_revoked: 'The permission for this window was taken back.',
  wrong_origin: 'The browser used the passkey for another page than this reader.',
  user_not_verified: 'This passkey did not verify you. Use one with a PIN, a fingerprint or a face.',
  not_in_grant: 'The permission does not cover these messages.',
  keys_destroyed: 'The keys of this report have been destroyed. It can no longer be read by anyone.',
  stale_request: "This computer's clock differs from the key service's by more than five minutes.",
}

const DENIAL_WORDS: Record<string, string> = { ...KEY_REFUSALS, ...READING_WORDS, ...RELAY_WORDS }

/** Codes after which the stored session key is of no use. */
export function endsSession(code: string): boolean {
  return DENIAL_WORDS[code] === UNLOCK
}

/** One plain sentence for people. */
export function refusalWords(code: string): string {
  if (isVerificationFailure(code)) return VERIFICATION_WORDS[code as VerificationCode]
  return DENIAL_WORDS[code] ?? `The key service said no (${code.replaceAll('_', ' ')}).`
}
