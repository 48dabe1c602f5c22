import { concat, fromBase64, fromBase64Url, fromHex, lengthPrefixed, u64, utf8 } from './bytes'
import type { MessageBody } from './envelope'

/**
 * Message franking for platforms with end-to-end encryption: bytes and labels only (docs/franking.md, vectors in
 * tests/vectors/franking.json). Each value is 32 bytes; LP puts a part behind its length as u32, big-endian.
 *
 *   M  = label ‖ LP(kind) ‖ LP(text) ‖ LP(mediaType) ‖ LP(sizeBytes u64, or nothing) ‖ LP(sha256[32], or nothing)
 *   C2 = HMAC-SHA256(K_f, M)                                          by the sender's client
 *   R  = HMAC-SHA256(K_p[kid], label ‖ LP(kid) ‖ C2 ‖ context)        by the platform, when it relays the message
 *   context = LP(platform) ‖ LP(conversation) ‖ LP(message id) ‖ LP(sender) ‖ LP(sent_at_ms u64)
 *
 * The scheme is that of Facebook's message franking (Grubbs, Lu, Ristenpart, CRYPTO 2017), with the kind and the
 * description of media inside M, so that a text never passes for the caption of a picture.
 */
const MESSAGE_LABEL = utf8('countersign/v1/franked-message')
const TAG_LABEL = utf8('countersign/v1/franking-tag')
const KEY_LABEL = utf8('countersign/v1/franking-key')

/** K_f, C2, R and K_p alike. A shorter HMAC key could be padded into another one that gives the same C2. */
export const FRANKING_BYTES = 32

/**
 * What the sender's client committed to, or undefined when that cannot be known: kinds that no sender wrote, kinds
 * that we do not know, and messages with earlier versions, of which the commitment covers only one.
 */
export function frankedMessage(kind: string, body: MessageBody): Uint8Array<ArrayBuffer> | undefined {
  if (body.versions !== undefined && body.versions.length > 0) return undefined
  const text = body.text ?? ''
  const none = new Uint8Array()
  if (kind === 'text') return concat(MESSAGE_LABEL, lengthPrefixed(kind, text, none, none, none))
  if (kind !== 'media' || !body.media) return undefined
  const { mediaType, sizeBytes, sha256 } = body.media
  const hash = sha256 === undefined ? none : hashBytes(sha256)
  if (!hash || (sizeBytes !== undefined && !Number.isSafeInteger(sizeBytes))) return undefined
  const size = sizeBytes === undefined ? none : u64(sizeBytes)
  return concat(MESSAGE_LABEL, lengthPrefixed(kind, text, mediaType, size, hash))
}

/** The API takes a media hash in hex, base64 or base64url; the commitment is over its 32 bytes. */
function hashBytes(text: string): Uint8Array | undefined {
  const forms = [() => fromHex(text.toLowerCase()), () => fromBase64Url(text), () => fromBase64(text)]
  for (const form of forms)
    try {
      const bytes = form()
      if (bytes.length === FRANKING_BYTES) return bytes
    } catch {
      // Another form, or none.
    }
  return undefined
}

/** What the platform knew by itself when it relayed the ciphertext. */
export type FrankingContext = {
  platform: string
  conversation: string
  messageId: string
  sender: string
  sentAtMs: number
}

/** What the platform's tag is an HMAC of. @param c2 32 bytes. */
export function frankingTagInput(
  kid: string,
  c2: Uint8Array,
  context: FrankingContext,
): Uint8Array<ArrayBuffer> {
  if (c2.length !== FRANKING_BYTES) throw new RangeError('C2 is 32 bytes')
  const { platform, conversation, messageId, sender, sentAtMs } = context
  return concat(
    TAG_LABEL,
    lengthPrefixed(kid),
    c2,
    lengthPrefixed(platform, conversation, messageId, sender, u64(sentAtMs)),
  )
}

/** HPKE info of a platform key on its way from an admin's browser to intake: it serves no other platform or kid. */
export function frankingKeyInfo(platform: string, kid: string): Uint8Array<ArrayBuffer> {
  return concat(KEY_LABEL, lengthPrefixed(platform, kid))
}
