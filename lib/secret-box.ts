import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * Small secrets of the console at rest, such as webhook signing secrets: AES-256-GCM under CONSOLE_SECRET_KEY,
 * stored as nonce[12] ‖ ciphertext ‖ tag[16]. It keeps them out of dumps and logs; it guards no content.
 */
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param key base64url of 32 bytes. */
function keyBytes(key: string): Buffer {
  const bytes = Buffer.from(key, 'base64url')
  if (bytes.length !== 32) throw new RangeError('the console secret key is 32 bytes')
  return bytes
}

export function sealSecret(key: string, secret: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyBytes(key), nonce, { authTagLength: TAG_BYTES })
  return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** @throws when the key is another one or a byte was changed; nothing is returned before the tag is checked. */
export function openSecret(key: string, sealed: Uint8Array): string {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new RangeError('a sealed secret is longer')
  const split = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', keyBytes(key), sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAuthTag(sealed.subarray(split))
  const opened = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, split)), decipher.final()])
  return opened.toString('utf8')
}
