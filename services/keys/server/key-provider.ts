import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readPrivateFile } from './key-files'

/**
 * Holds the root key. Everything else of the key service is wrapped under it, so that a root key in Vault Transit
 * or a KMS needs another implementation of these two functions and nothing more.
 */
export type KeyProvider = {
  readonly name: string
  /** @param context what the wrapped key is for; the same bytes must be given to unwrap it. */
  wrap(plaintext: Uint8Array, context: Uint8Array): Promise<Buffer>
  /** @throws when the bytes were not wrapped for this context, or were changed. */
  unwrap(wrapped: Uint8Array, context: Uint8Array): Promise<Buffer>
}

const NONCE = 12
const TAG = 16

/** AES-256-GCM with a random 12-byte nonce: nonce ‖ ciphertext ‖ tag[16]. */
export function sealUnder(key: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** @throws when key, AAD or bytes differ. The caller zeroes the result. */
export function openUnder(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < NONCE + TAG) throw new RangeError('wrapped key is shorter than its nonce and tag')
  const split = sealed.length - TAG
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(split))
  const opened = decipher.update(sealed.subarray(NONCE, split))
  try {
    decipher.final()
    return opened
  } catch (error) {
    opened.fill(0)
    throw error
  }
}

/** The embedded default: 32 bytes in a file that only its owner may read. */
export async function localKeyProvider(file: string): Promise<KeyProvider> {
  const root = await readPrivateFile(file)
  if (root.length !== 32) throw new Error('the root key is not 32 bytes')
  return {
    name: 'local-file',
    wrap: async (plaintext, context) => sealUnder(root, context, plaintext),
    unwrap: async (wrapped, context) => openUnder(root, context, wrapped),
  }
}
