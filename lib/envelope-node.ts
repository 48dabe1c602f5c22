import { createCipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  DEK_BYTES,
  decodeEnvelope,
  encodeHeader,
  type MessageFields,
  messageAad,
  messageKeyInfo,
  NONCE_BYTES,
  OKM_BYTES,
  SALT_BYTES,
  TAG_BYTES,
} from '#domain/envelope'
import { openGcm } from './aes-gcm'

const FIRST_BLOCK = Uint8Array.of(1)

/** okm[64] of one message: key[32] ‖ commitment[32]. The caller zeroes it. */
export function deriveOkm(dek: Uint8Array, salt: Uint8Array, dekId: Uint8Array, seq: number): Buffer {
  if (dek.length !== DEK_BYTES || salt.length !== SALT_BYTES)
    throw new RangeError('DEK and salt are 32 bytes each')
  // RFC 5869 with SHA-512: extract, then the one block of expand that 64 bytes take. hkdfSync makes a key object
  // for each call and takes twice as long, and intake calls this for every message.
  const prk = createHmac('sha512', salt).update(dek).digest()
  const okm = createHmac('sha512', prk).update(messageKeyInfo(dekId, seq)).update(FIRST_BLOCK).digest()
  prk.fill(0)
  return okm
}

/** @param nonce 12 random bytes; given by a caller that drew those of many messages at once. */
export function sealMessage(
  dek: Uint8Array,
  dekId: Uint8Array,
  seq: number,
  salt: Uint8Array,
  fields: MessageFields,
  plaintext: Uint8Array,
  nonce: Uint8Array = randomBytes(NONCE_BYTES),
): Buffer {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('a nonce is 12 bytes')
  const okm = deriveOkm(dek, salt, dekId, seq)
  try {
    const header = encodeHeader(dekId, seq, okm.subarray(32))
    const cipher = createCipheriv('aes-256-gcm', okm.subarray(0, 32), nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(messageAad(header, fields))
    return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  } finally {
    okm.fill(0)
  }
}

/**
 * @param okm 64 bytes as released. @throws when the commitment, a field of the AAD or a byte differs; nothing is
 * returned before the tag has been checked. The caller zeroes the result.
 */
export function openMessage(envelope: Uint8Array, okm: Uint8Array, fields: MessageFields): Buffer {
  if (okm.length !== OKM_BYTES) throw new RangeError('a released key is 64 bytes')
  const { header, commitment, nonce, sealed } = decodeEnvelope(envelope)
  if (!timingSafeEqual(commitment, okm.subarray(32))) throw new Error('envelope commits to another key')
  return openGcm(okm.subarray(0, 32), nonce, messageAad(header, fields), sealed)
}
