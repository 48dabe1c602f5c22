import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { buffer, rawPoint } from './web-crypto'

/** RFC 9180 base mode, the suite of `lib/hpke.ts`: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

export type Recipient = { pair: CryptoKeyPair; raw: Uint8Array }

/** A key pair for one release; the private key cannot leave the browser's crypto. */
export async function freshRecipient(): Promise<Recipient> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  return { pair, raw: await rawPoint(pair.publicKey) }
}

/** @throws when the box was not sealed to this recipient with this info and AAD. The caller zeroes the result. */
export async function openBox(
  recipient: Recipient,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  const plaintext = await suite.open(
    { recipientKey: recipient.pair, enc: buffer(enc).buffer, info: buffer(info).buffer },
    buffer(ciphertext).buffer,
    buffer(aad).buffer,
  )
  return new Uint8Array(plaintext)
}

/** @param recipientRaw 65-byte uncompressed point. */
export async function sealBox(
  recipientRaw: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Promise<{ enc: Uint8Array; ciphertext: Uint8Array }> {
  const recipientPublicKey = await crypto.subtle.importKey(
    'raw',
    buffer(recipientRaw),
    { name: 'ECDH', namedCurve: 'P-256' },
    true,
    [],
  )
  const { ct, enc } = await suite.seal(
    { recipientPublicKey, info: buffer(info).buffer },
    buffer(plaintext).buffer,
    buffer(aad).buffer,
  )
  return { enc: new Uint8Array(enc), ciphertext: new Uint8Array(ct) }
}
