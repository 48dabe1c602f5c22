import { sha256 } from '@noble/hashes/sha2.js'
import type { ProofCrypto } from '#domain/committed-entry'

/** The primitives of the browser. SHA-256 is synchronous, because a verifier hashes each entry of the ledger. */
export const proofCrypto: ProofCrypto = { sha256, verifyEd25519 }
export { sha256 }

/** WebCrypto takes views of an ArrayBuffer only; a copy of a few bytes is cheap. */
export function buffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', buffer(publicKey), 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, buffer(signature), buffer(message))
}

// DER of RFC 8410 before the 32 bytes of an Ed25519 seed.
const PKCS8_ED25519 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32)

/** Signs once with the key of a seed; the seed's copies are zeroed. */
export async function signWithSeed(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const der = new Uint8Array(PKCS8_ED25519.length + 32)
  der.set(PKCS8_ED25519)
  der.set(seed, PKCS8_ED25519.length)
  seed.fill(0)
  const key = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign'])
  der.fill(0)
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, buffer(message)))
}

/** @returns the raw uncompressed point, 65 bytes. */
export async function rawPoint(key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}
