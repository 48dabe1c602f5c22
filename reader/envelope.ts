import { concat, equalBytes, toHex } from '#domain/bytes'
import {
  COMMITMENT_BYTES,
  decodeEnvelope,
  encodeHeader,
  type MessageFields,
  messageAad,
  messageKeyInfo,
  NONCE_BYTES,
  OKM_BYTES,
  TAG_BYTES,
} from '#domain/envelope'
import { VerificationError } from './refusal'
import { buffer, randomBytes } from './web-crypto'

const GCM_TAG_BITS = TAG_BYTES * 8

/** Where an envelope must say that it stands: a key opens its own message and no other. */
export type EnvelopePlace = { dek: string; seq: number }

/**
 * @param okm 64 bytes as released: message key ‖ commitment.
 * @throws VerificationError `bad_envelope` when place, commitment, a field of the AAD or a byte differs. WebCrypto
 * returns nothing before the tag has been checked. The caller zeroes the result.
 */
export async function openEnvelope(
  bytes: Uint8Array,
  place: EnvelopePlace,
  okm: Uint8Array,
  fields: MessageFields,
): Promise<Uint8Array> {
  try {
    const { header, dekId, seq, commitment, nonce, sealed } = decodeEnvelope(bytes)
    if (toHex(dekId) !== place.dek || seq !== place.seq) throw new RangeError('envelope of another message')
    // In constant time and before the key is used: AES-GCM alone does not commit to its key.
    if (!equalBytes(commitment, okm.subarray(OKM_BYTES - COMMITMENT_BYTES)))
      throw new RangeError('envelope commits to another key')
    const key = await messageKey(okm, 'decrypt')
    const parameters = {
      name: 'AES-GCM',
      iv: buffer(nonce),
      additionalData: messageAad(header, fields),
      tagLength: GCM_TAG_BITS,
    }
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, buffer(sealed)))
  } catch {
    throw new VerificationError('bad_envelope')
  }
}

/** Seals one message under a DEK that the caller made and zeroes. @returns the envelope's bytes. */
export async function sealEnvelope(
  dek: Uint8Array,
  salt: Uint8Array,
  dekId: Uint8Array,
  seq: number,
  fields: MessageFields,
  plaintext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const base = await crypto.subtle.importKey('raw', buffer(dek), 'HKDF', false, ['deriveBits'])
  const parameters = {
    name: 'HKDF',
    hash: 'SHA-512',
    salt: buffer(salt),
    info: messageKeyInfo(dekId, seq),
  }
  const okm = new Uint8Array(await crypto.subtle.deriveBits(parameters, base, OKM_BYTES * 8))
  try {
    const header = encodeHeader(dekId, seq, okm.subarray(OKM_BYTES - COMMITMENT_BYTES))
    const nonce = randomBytes(NONCE_BYTES)
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: messageAad(header, fields), tagLength: GCM_TAG_BITS },
      await messageKey(okm, 'encrypt'),
      buffer(plaintext),
    )
    return concat(header, nonce, new Uint8Array(sealed))
  } finally {
    okm.fill(0)
  }
}

async function messageKey(okm: Uint8Array, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const bytes = buffer(okm.subarray(0, OKM_BYTES - COMMITMENT_BYTES))
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [use])
  bytes.fill(0)
  return key
}
