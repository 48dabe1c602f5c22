import { concat, utf8 } from './bytes'
import { TRIAL_LABEL } from './key-request'

/**
 * A trial's reading code: what a sample moderator types into the reader, and nowhere else, to unlock it. The
 * reader derives an Ed25519 key from it; the key service knows only the public half.
 *
 *   seed[32] = PBKDF2-SHA256(password = normalised code, salt = label ‖ person id, TRIAL_ROUNDS)
 */

/** Crockford's base 32: no I, L, O or U, so that a code survives being read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 13 bytes are 104 bits, shown as 20 characters of five bits: 100 of them count. */
export const READING_CODE_RANDOM_BYTES = 13
const CODE_CHARS = 20

/** @param random 13 random bytes. @returns a code such as `7K2M-0QXZ-…`: five groups of four. */
export function formatReadingCode(random: Uint8Array): string {
  if (random.length !== READING_CODE_RANDOM_BYTES)
    throw new RangeError('a reading code takes 13 random bytes')
  let bits = 0
  let count = 0
  let chars = ''
  for (const byte of random) {
    bits = ((bits << 8) | byte) & 0xffff
    for (count += 8; count >= 5; count -= 5) chars += ALPHABET[(bits >> (count - 5)) & 31]
  }
  return chars.slice(0, CODE_CHARS).replace(/(.{4})(?=.)/g, '$1-')
}

/** What people type: any case, spaces and dashes anywhere, O for 0, I or L for 1. */
export function normaliseReadingCode(typed: string): string {
  return typed
    .replace(/[\s\u2010-\u2015-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

/** True when the text can be a code at all; says nothing of whether it is the right one. */
export function isReadingCode(typed: string): boolean {
  const code = normaliseReadingCode(typed)
  return code.length === CODE_CHARS && [...code].every((char) => ALPHABET.includes(char))
}

/** Password and salt of the derivation. */
export function readingCodeInput(
  typed: string,
  personId: string,
): { password: Uint8Array; salt: Uint8Array } {
  return { password: utf8(normaliseReadingCode(typed)), salt: concat(utf8(TRIAL_LABEL), utf8(personId)) }
}
