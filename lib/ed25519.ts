import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { encodeVkey, NOTE_ED25519, type NoteKeyType, noteKeyIdInput } from '#domain/checkpoint'

/** Ed25519 (RFC 8032) with raw 32-byte public keys; private keys travel as PKCS #8 DER. */

// DER prefixes of RFC 8410: what stands before the 32 raw bytes of an Ed25519 public key and private seed.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

export function publicKeyFromRaw(raw: Uint8Array): KeyObject {
  if (raw.length !== 32) throw new RangeError('an Ed25519 public key is 32 bytes')
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
}

export function rawPublicKey(key: KeyObject): Buffer {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' })
  return spki.subarray(SPKI_PREFIX.length)
}

export function privateKeyFromSeed(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed is 32 bytes')
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
}

/** @returns the new private key as PKCS #8 PEM, the form that key files hold. */
export function generatePrivatePem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
}

export function signEd25519(key: KeyObject, message: Uint8Array): Buffer {
  return sign(null, message, key)
}

export function verifyEd25519(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, message, key, signature)
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** The C2SP verifier key and key id of a ledger's signing key, or of a witness's. */
export function vkeyOf(
  name: string,
  publicKey: Uint8Array,
  type: NoteKeyType = NOTE_ED25519,
): { vkey: string; keyId: Buffer } {
  const keyId = createHash('sha256')
    .update(noteKeyIdInput(name, publicKey, type))
    .digest()
    .subarray(0, 4)
  return { vkey: encodeVkey(name, keyId, publicKey, type), keyId }
}
