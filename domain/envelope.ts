import { concat, lengthPrefixed, u16, u32, u64, utf8 } from './bytes'

/**
 * The message envelope: bytes and labels only. Sealing and opening stand in `lib/envelope-node.ts` (Node) and
 * `reader/envelope.ts` (WebCrypto); both must produce and accept exactly what this file lays out.
 *
 *   0 magic+version[4] | 4 suite u16 | 6 dek_id[16] | 22 seq u32 | 26 commitment[32] | 58 nonce[12] |
 *   70 ciphertext ‖ tag[16]
 *
 *   okm = HKDF-SHA512(ikm = DEK[32], salt = salt_seq[32], info = label ‖ suite ‖ dek_id ‖ seq, 64 bytes)
 *   message key = okm[0:32]; commitment = okm[32:64]
 *
 * AES-GCM does not commit to its key: without the commitment one ciphertext could be made to open as two
 * texts under two keys. It is compared in constant time before the key is used.
 */
export const ENVELOPE_MAGIC = Uint8Array.of(0x43, 0x53, 0x4d, 0x01) // "CSM", version 1
export const ENVELOPE_SUITE = 0x0001 // HKDF-SHA512, AES-256-GCM

export const DEK_BYTES = 32
export const DEK_ID_BYTES = 16
export const SALT_BYTES = 32
export const OKM_BYTES = 64
export const COMMITMENT_BYTES = 32
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
/** Everything before the nonce; the part of the header that the AAD binds. */
export const HEADER_BYTES = 58
export const MIN_ENVELOPE_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES

const KEY_LABEL = utf8('countersign/v1/message-key')
const AAD_LABEL = utf8('countersign/v1/message')

export const FRANKING_STATES = ['none', 'verified', 'unverified', 'failed'] as const
export type FrankingState = (typeof FRANKING_STATES)[number]

/** What the AAD binds besides the header. Changing any of them makes the envelope unreadable. */
export type MessageFields = {
  region: string
  platform: string
  conversation: string
  messageId: string
  sender: string
  sentAtMs: number
  /** `text`, `media`, `deleted`, `system`, the platform's own unknown kind, or ours: `note`, `rationale`. */
  kind: string
  franking: FrankingState
}

export type Envelope = {
  /** The first 58 bytes, as the AAD binds them. */
  header: Uint8Array
  dekId: Uint8Array
  seq: number
  commitment: Uint8Array
  nonce: Uint8Array
  /** Ciphertext followed by the 16-byte tag. */
  sealed: Uint8Array
}

export function encodeHeader(
  dekId: Uint8Array,
  seq: number,
  commitment: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (dekId.length !== DEK_ID_BYTES) throw new RangeError('dek_id is 16 bytes')
  if (commitment.length !== COMMITMENT_BYTES) throw new RangeError('commitment is 32 bytes')
  return concat(ENVELOPE_MAGIC, u16(ENVELOPE_SUITE), dekId, u32(seq), commitment)
}

/** @throws RangeError when the bytes are not an envelope of this version and suite. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length < MIN_ENVELOPE_BYTES)
    throw new RangeError('envelope is shorter than its header, nonce and tag')
  for (let i = 0; i < 4; i++)
    if (bytes[i] !== ENVELOPE_MAGIC[i]) throw new RangeError('envelope has another magic or version')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(4) !== ENVELOPE_SUITE) throw new RangeError('envelope has an unknown suite')
  return {
    header: bytes.subarray(0, HEADER_BYTES),
    dekId: bytes.subarray(6, 22),
    seq: view.getUint32(22),
    commitment: bytes.subarray(26, HEADER_BYTES),
    nonce: bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES),
    sealed: bytes.subarray(HEADER_BYTES + NONCE_BYTES),
  }
}

/** HKDF info of one message: label ‖ suite ‖ dek_id ‖ seq. */
export function messageKeyInfo(dekId: Uint8Array, seq: number): Uint8Array<ArrayBuffer> {
  return concat(KEY_LABEL, u16(ENVELOPE_SUITE), dekId, u32(seq))
}

/** AAD of one message: label ‖ header[0:58] ‖ the fields, each behind its length. */
export function messageAad(header: Uint8Array, fields: MessageFields): Uint8Array<ArrayBuffer> {
  return concat(
    AAD_LABEL,
    header,
    lengthPrefixed(
      fields.region,
      fields.platform,
      fields.conversation,
      fields.messageId,
      fields.sender,
      u64(fields.sentAtMs),
      fields.kind,
      fields.franking,
    ),
  )
}

/** What a DEK's box is bound to by HPKE's `info` (RFC 9180 §5.1). */
export type BoxContext = {
  region: string
  platform: string
  conversation: string
  report: string
  dekId: Uint8Array
  epoch: string
}

const BOX_LABEL = utf8('countersign/v1/dek-box')

/**
 * HPKE info of the box that carries `DEK ‖ salt_0 ‖ … ‖ salt_{n-1}` from the door (intake, or a reader that
 * seals a rationale) to the region's epoch key. The box is `enc[65] ‖ ciphertext ‖ tag[16]` and its AAD is the
 * SHA-256 of the manifest's bytes.
 */
export function boxInfo(context: BoxContext): Uint8Array<ArrayBuffer> {
  return concat(
    BOX_LABEL,
    lengthPrefixed(
      context.region,
      context.platform,
      context.conversation,
      context.report,
      context.dekId,
      context.epoch,
    ),
  )
}

const RELEASE_LABEL = utf8('countersign/v1/release')
/** Each released key: dek_id[16] ‖ seq u32 ‖ okm[64] (message key ‖ commitment). */
export const RELEASED_KEY_BYTES = DEK_ID_BYTES + 4 + OKM_BYTES

/** HPKE info of a release: the request that it answers. The AAD is the entry's leaf hash. */
export function releaseInfo(requestId: string): Uint8Array<ArrayBuffer> {
  return concat(RELEASE_LABEL, lengthPrefixed(requestId))
}

export type ReleasedKey = { dekId: Uint8Array; seq: number; okm: Uint8Array }

/** @throws RangeError when the length is not a whole number of released keys. */
export function decodeReleasedKeys(bytes: Uint8Array): ReleasedKey[] {
  if (bytes.length % RELEASED_KEY_BYTES !== 0) throw new RangeError('released keys have a wrong length')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const keys: ReleasedKey[] = []
  for (let at = 0; at < bytes.length; at += RELEASED_KEY_BYTES)
    keys.push({
      dekId: bytes.subarray(at, at + 16),
      seq: view.getUint32(at + 16),
      okm: bytes.subarray(at + 20, at + RELEASED_KEY_BYTES),
    })
  return keys
}

/** What the envelope of a message encrypts: UTF-8 of this object as JSON. */
export type MessageBody = {
  text?: string
  versions?: { text: string; editedAt?: string }[]
  media?: { mediaType: string; sizeBytes?: number; sha256?: string }
  /** A kind that we do not know, kept as it came. */
  unsupported?: unknown
}
