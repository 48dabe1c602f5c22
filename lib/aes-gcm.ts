import { createDecipheriv } from 'node:crypto'

export const GCM_TAG_BYTES = 16

/**
 * Opens AES-256-GCM.
 *
 * @param sealed ciphertext ‖ tag[16].
 * @returns one buffer, so that a caller can zero all there is of the plaintext.
 * @throws when key, nonce, AAD or a byte differs; what was deciphered by then is zeroed.
 */
export function openGcm(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < GCM_TAG_BYTES) throw new RangeError('what was sealed is shorter than its tag')
  const split = sealed.length - GCM_TAG_BYTES
  // Node accepts a tag of four bytes unless the length is stated.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(split))
  // GCM gives everything at once; `final` only checks the tag.
  const opened = decipher.update(sealed.subarray(0, split))
  try {
    decipher.final()
    return opened
  } catch (error) {
    opened.fill(0)
    throw error
  }
}
