import {
  createCipheriv,
  createECDH,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  ECDH,
  type KeyObject,
} from 'node:crypto'
import { GCM_TAG_BYTES, openGcm } from './aes-gcm'

/**
 * HPKE base mode, RFC 9180: DHKEM(P-256, HKDF-SHA256) 0x0010, HKDF-SHA256 0x0001, AES-256-GCM 0x0002, single
 * message (sequence number 0). Synchronous node:crypto because intake and the key service do it once a report
 * and once a release; the reader uses @hpke/core, and tests hold the two and the RFC's vectors together.
 */
const KEM_ID = Buffer.from([0x00, 0x10])
const SUITE_ID = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0x00, 0x10, 0x00, 0x01, 0x00, 0x02])])
const KEM_SUITE_ID = Buffer.concat([Buffer.from('KEM'), KEM_ID])
const VERSION = Buffer.from('HPKE-v1')
const EMPTY = Buffer.alloc(0)

export const HPKE_ENC_BYTES = 65

function hmac(key: Uint8Array, ...parts: Uint8Array[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return hmac(salt, VERSION, suite, Buffer.from(label), ikm)
}

function labeledExpand(
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Buffer {
  const full = Buffer.concat([
    Buffer.from([length >> 8, length & 255]),
    VERSION,
    suite,
    Buffer.from(label),
    info,
  ])
  const blocks: Buffer[] = []
  let previous: Buffer = EMPTY
  for (let i = 1; blocks.length * 32 < length; i++) {
    previous = hmac(prk, previous, full, Buffer.from([i]))
    blocks.push(previous)
  }
  return Buffer.concat(blocks).subarray(0, length)
}

// SPKI of an uncompressed P-256 point (RFC 5480): prefix, then the 65 bytes.
const SPKI_P256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')

function requirePoint(raw: Uint8Array): Uint8Array {
  if (raw.length !== 65 || raw[0] !== 4) throw new RangeError('a P-256 public key is 65 bytes, uncompressed')
  return raw
}

/** True for an uncompressed point on P-256. */
export function isP256Point(raw: Uint8Array): boolean {
  try {
    ECDH.convertKey(requirePoint(raw), 'prime256v1')
    return true
  } catch {
    return false
  }
}

/** @throws when the bytes are not an uncompressed point on P-256. */
export function p256PublicFromRaw(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: Buffer.concat([SPKI_P256, requirePoint(raw)]),
    format: 'der',
    type: 'spki',
  })
}

export function p256RawPublic(key: KeyObject): Buffer {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' })
  return spki.subarray(SPKI_P256.length)
}

// RFC 5958 over RFC 5915, as OpenSSL writes a P-256 key: 138 bytes, the scalar at 36 and the point at the end.
const PKCS8_P256_BYTES = 138
const PKCS8_SCALAR_AT = 36
const PKCS8_P256_PREFIX = Buffer.from(
  '308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420',
  'hex',
)
const PKCS8_P256_POINT = Buffer.from('a144034200', 'hex')

/** The private scalar, 32 bytes, big-endian: never as text, which nothing could zero. The caller zeroes it. */
export function p256Scalar(key: KeyObject): Buffer {
  const der = key.export({ format: 'der', type: 'pkcs8' })
  try {
    if (der.length !== PKCS8_P256_BYTES) throw new RangeError('not a P-256 private key')
    return Buffer.from(der.subarray(PKCS8_SCALAR_AT, PKCS8_SCALAR_AT + 32))
  } finally {
    der.fill(0)
  }
}

/** @param scalar 32-byte private scalar, big-endian. */
export function p256PrivateFromScalar(scalar: Uint8Array): KeyObject {
  if (scalar.length !== 32) throw new RangeError('a P-256 scalar is 32 bytes')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  const der = Buffer.concat([PKCS8_P256_PREFIX, scalar, PKCS8_P256_POINT, ecdh.getPublicKey()])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

/** RFC 9180 §4.1, ExtractAndExpand of the KEM: 32 bytes. Exported for the RFC's vectors. */
export function kemSharedSecret(dh: Uint8Array, enc: Uint8Array, recipientRaw: Uint8Array): Buffer {
  const eaePrk = labeledExtract(KEM_SUITE_ID, EMPTY, 'eae_prk', dh)
  const shared = labeledExpand(KEM_SUITE_ID, eaePrk, 'shared_secret', Buffer.concat([enc, recipientRaw]), 32)
  eaePrk.fill(0)
  return shared
}

/**
 * RFC 9180 §5.1, base mode: the AEAD's key and first nonce. Exported, with another suite, for the RFC's vectors: none
 * of them has P-256 with AES-256-GCM.
 */
export function hpkeKeySchedule(
  shared: Uint8Array,
  info: Uint8Array,
  suite: { id: Uint8Array; keyBytes: number } = { id: SUITE_ID, keyBytes: 32 },
): { key: Buffer; nonce: Buffer } {
  const context = Buffer.concat([
    Buffer.from([0]), // mode_base
    labeledExtract(suite.id, EMPTY, 'psk_id_hash', EMPTY),
    labeledExtract(suite.id, EMPTY, 'info_hash', info),
  ])
  const secret = labeledExtract(suite.id, shared, 'secret', EMPTY)
  const key = labeledExpand(suite.id, secret, 'key', context, suite.keyBytes)
  const nonce = labeledExpand(suite.id, secret, 'base_nonce', context, 12)
  secret.fill(0)
  return { key, nonce }
}

function keySchedule(dh: Buffer, enc: Uint8Array, recipientRaw: Uint8Array, info: Uint8Array) {
  const shared = kemSharedSecret(dh, enc, recipientRaw)
  const { key, nonce } = hpkeKeySchedule(shared, info)
  dh.fill(0)
  shared.fill(0)
  return { key, nonce }
}

/** Encapsulation with a fresh key pair. ECDH on raw points: key objects would be imported and exported each time. */
function encapsulate(recipientRaw: Uint8Array): { enc: Buffer; dh: Buffer } {
  if (recipientRaw.length !== 65 || recipientRaw[0] !== 4)
    throw new RangeError('a P-256 public key is 65 bytes, uncompressed')
  const ephemeral = createECDH('prime256v1')
  const enc = ephemeral.generateKeys()
  // Throws when the recipient's point is not on the curve.
  return { enc, dh: ephemeral.computeSecret(recipientRaw) }
}

/** @param ephemeral only for the RFC's vectors; a fresh key pair otherwise. */
export function hpkeSeal(
  recipientRaw: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  ephemeral?: KeyObject,
): { enc: Buffer; ciphertext: Buffer } {
  const { enc, dh } = ephemeral
    ? {
        enc: p256RawPublic(ephemeral),
        dh: diffieHellman({ privateKey: ephemeral, publicKey: p256PublicFromRaw(recipientRaw) }),
      }
    : encapsulate(recipientRaw)
  const { key, nonce } = keySchedule(dh, enc, recipientRaw, info)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES })
  cipher.setAAD(aad)
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  key.fill(0)
  return { enc, ciphertext }
}

type Opener = { ecdh: ReturnType<typeof createECDH>; raw: Buffer }
const openers = new WeakMap<KeyObject, Opener>()

/** A private key ready for many openings: taking a key object apart costs more than the ECDH itself. */
function openerOf(recipient: KeyObject): Opener {
  const known = openers.get(recipient)
  if (known) return known
  const scalar = p256Scalar(recipient)
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  scalar.fill(0)
  const opener = { ecdh, raw: ecdh.getPublicKey() }
  openers.set(recipient, opener)
  return opener
}

/** @throws when the box was not sealed to this key with this info and AAD, or was changed. */
export function hpkeOpen(
  recipient: KeyObject,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Buffer {
  if (enc.length !== HPKE_ENC_BYTES) throw new RangeError('HPKE encapsulated key is 65 bytes')
  if (ciphertext.length < GCM_TAG_BYTES) throw new RangeError('HPKE ciphertext is shorter than its tag')
  const { ecdh, raw } = openerOf(recipient)
  // Throws when the sender's point is not on the curve.
  const { key, nonce } = keySchedule(ecdh.computeSecret(requirePoint(enc)), enc, raw, info)
  try {
    return openGcm(key, nonce, aad, ciphertext)
  } finally {
    key.fill(0)
  }
}
