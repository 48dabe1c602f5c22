import { createCipheriv, randomBytes } from 'node:crypto'
import { GCM_TAG_BYTES, openGcm } from './aes-gcm'

/**
 * Secrets that the console keeps and a worker uses, such as webhook signing secrets: AES-256-GCM under
 * CONSOLE_SECRET_KEY, stored as nonce[12] ‖ ciphertext ‖ tag[16]. The label keeps a ciphertext of another use of
 * the same key from being taken for one of these.
 */
const LABEL = Buffer.from('countersign/v1/sealed-secret')
const NONCE_BYTES = 12
const KEY_BYTES = 32

function keyBytes(secretKey: string): Buffer {
  const key = Buffer.from(secretKey, 'base64url')
  if (key.length !== KEY_BYTES) throw new RangeError('the secret key is not 32 bytes in base64url')
  return key
}

/** @param secretKey 32 bytes, base64url. */
export function sealSecret(secretKey: string, secret: string): Buffer<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyBytes(secretKey), nonce, { authTagLength: GCM_TAG_BYTES })
  cipher.setAAD(LABEL)
  return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** @throws when the bytes were not sealed under this key or were changed. */
export function openSecret(secretKey: string, sealed: Uint8Array): string {
  if (sealed.length < NONCE_BYTES + GCM_TAG_BYTES) throw new RangeError('a sealed secret is longer than that')
  const nonce = sealed.subarray(0, NONCE_BYTES)
  return openGcm(keyBytes(secretKey), nonce, LABEL, sealed.subarray(NONCE_BYTES)).toString('utf8')
}
