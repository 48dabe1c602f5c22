import { createCipheriv, randomBytes } from 'node:crypto'
import { AppError } from '#domain/errors'
import { GCM_TAG_BYTES, openGcm } from '#lib/aes-gcm'

/**
 * Holds the root key, under which every epoch file is wrapped. A local key file and a service that speaks Vault's
 * Transit protocol are two implementations; `tests/support/keys/provider-contract.ts` is what a third must pass.
 */
export type KeyProvider = {
  /** Which kind: a code for the ledger. */
  readonly name: string
  /** The root key that `wrap` uses now. It changes when the root key is rotated. */
  readonly keyName: string
  /** @param context what the wrapped key is for; the same bytes must be given to unwrap it. */
  wrap(plaintext: Uint8Array, context: Uint8Array): Promise<Buffer>
  /**
   * Also of what an earlier root key wrapped, until the rotation is finished. The caller zeroes the result.
   * @throws AppError `provider_unavailable` when it cannot be asked. @throws Error when the bytes were not wrapped for
   * this context, or were changed.
   */
  unwrap(wrapped: Uint8Array, context: Uint8Array): Promise<Buffer>
  /** False while the root key cannot be used. */
  health(): Promise<boolean>
}

export function providerUnavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'The keys cannot be reached, so nothing was opened.', {
    reason: 'provider_unavailable',
    cause,
  })
}

const NONCE = 12

/** AES-256-GCM with a random 12-byte nonce: nonce ‖ ciphertext ‖ tag[16]. */
export function sealUnder(key: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES })
  cipher.setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** @throws when key, AAD or bytes differ. The caller zeroes the result. */
export function openUnder(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < NONCE + GCM_TAG_BYTES)
    throw new RangeError('wrapped key is shorter than its nonce and tag')
  return openGcm(key, sealed.subarray(0, NONCE), aad, sealed.subarray(NONCE))
}
