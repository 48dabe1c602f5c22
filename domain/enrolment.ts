import { concat, utf8 } from './bytes'
import { formatReadingCode, isReadingCode, normaliseReadingCode } from './reading-code'

/**
 * A one-time enrolment code looks like a reading code (100 bits, five groups of four) and is good for one passkey:
 * an admin's reader makes and shows it, the invited person types it into theirs. Nobody keeps it. What is carried
 * and stored is HMAC-SHA256(key = normalised code, label ‖ person id).
 */
export const formatEnrolmentCode = formatReadingCode
export const isEnrolmentCode = isReadingCode

const CODE_LABEL = utf8('countersign/v1/enrolment-code')
/** Key and message of the HMAC that stands for the code. */
export function enrolmentCodeInput(
  typed: string,
  personId: string,
): { key: Uint8Array<ArrayBuffer>; message: Uint8Array<ArrayBuffer> } {
  return { key: concat(utf8(normaliseReadingCode(typed))), message: concat(CODE_LABEL, utf8(personId)) }
}

const ENROL_LABEL = utf8('countersign/v1/enrol')
/**
 * The new passkey's challenge is SHA-256 of this: it belongs to one nonce, one invitation and one person.
 * @param nonce 32 bytes from the key service. @param codeHash HMAC[32] of the code.
 */
export function enrolChallengeInput(
  nonce: Uint8Array,
  codeHash: Uint8Array,
  personId: string,
): Uint8Array<ArrayBuffer> {
  return concat(ENROL_LABEL, nonce, codeHash, utf8(personId))
}

/** An invitation ends by itself after a day, a presented passkey that nobody confirms too. */
export const INVITATION_MS = 24 * 60 * 60_000
/** Wrong codes that an invitation survives. */
export const INVITATION_ATTEMPTS = 5

/**
 * What a fingerprint is the SHA-256 of. It covers the key, so that whoever confirms it vouches for what will sign: an
 * id alone could be given another key by whoever stands between. An id has at most 1,023 bytes (WebAuthn §4).
 * @param publicKey COSE key, as the authenticator gave it.
 */
export function fingerprintInput(credentialId: Uint8Array, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(
    FINGERPRINT_LABEL,
    Uint8Array.of(credentialId.length >> 8, credentialId.length & 0xff),
    credentialId,
    publicKey,
  )
}
const FINGERPRINT_LABEL = utf8('countersign/v1/credential')

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/**
 * What two people read to each other: the first 80 bits of a credential's fingerprint as four groups of four signs.
 * @param fingerprint SHA-256[32] of `fingerprintInput`.
 */
export function spokenFingerprint(fingerprint: Uint8Array): string {
  if (fingerprint.length !== 32) throw new RangeError('a fingerprint is 32 bytes')
  let bits = 0
  let count = 0
  let signs = ''
  for (const byte of fingerprint.subarray(0, 10)) {
    bits = ((bits << 8) | byte) & 0xffff
    for (count += 8; count >= 5; count -= 5) signs += ALPHABET[(bits >> (count - 5)) & 31]
  }
  return signs.replace(/(.{4})(?=.)/g, '$1-')
}
