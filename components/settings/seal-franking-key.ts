import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { concat, fromBase64Url, fromHex, toBase64Url } from '#domain/bytes'
import { FRANKING_BYTES, frankingKeyInfo } from '#domain/franking'

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

/** 32 random bytes, base64url. */
export function newFrankingKey(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(FRANKING_BYTES)))
}

/** @returns the 32 bytes that somebody pasted in hex or base64url, or undefined. */
export function readFrankingKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const trimmed = text.trim()
    const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? fromHex(trimmed.toLowerCase()) : fromBase64Url(trimmed)
    return bytes.length === FRANKING_BYTES ? bytes : undefined
  } catch {
    return undefined
  }
}

/**
 * Seals a platform's key to intake, for this platform and kid only: RFC 9180 base mode, the suite of `lib/hpke.ts`.
 * @param recipient raw P-256 point, base64url. @returns `enc[65] ‖ ciphertext[32] ‖ tag[16]`, base64url.
 */
export async function sealFrankingKey(
  recipient: string,
  platform: string,
  kid: string,
  key: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const recipientPublicKey = await crypto.subtle.importKey('raw', fromBase64Url(recipient), curve, true, [])
  const info = frankingKeyInfo(platform, kid).buffer
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, key.buffer, new ArrayBuffer(0))
  return toBase64Url(concat(new Uint8Array(enc), new Uint8Array(ct)))
}
