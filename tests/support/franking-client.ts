/**
 * A sender's client and a platform in WebCrypto, written from docs/franking.md and from nothing in this repository,
 * so that the vectors are reproduced by two implementations that share no code.
 */
type Sent = { id: string; senderId: string; sentAt: string; kind?: string; text?: string } & {
  mediaType?: string
  sizeBytes?: number
  sha256?: string
}

async function hmacSha256(key: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data))
}

/** Parts one after the other, strings as UTF-8; `[part]` puts its length before it. */
function bytes(...parts: (string | Uint8Array | [string | Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const out: number[] = []
  for (const part of parts) {
    const inner = Array.isArray(part) ? part[0] : part
    const raw = typeof inner === 'string' ? new TextEncoder().encode(inner) : inner
    if (Array.isArray(part)) for (const shift of [24, 16, 8, 0]) out.push((raw.length >>> shift) & 255)
    for (const byte of raw) out.push(byte)
  }
  return Uint8Array.from(out)
}

function eightBytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, Math.floor(value / 2 ** 32))
  view.setUint32(4, value >>> 0)
  return new Uint8Array(view.buffer)
}

function mediaHash(text: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text))
    return Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

export function committedBytes(message: Sent): Uint8Array<ArrayBuffer> {
  const label = 'countersign/v1/franked-message'
  if ((message.kind ?? 'text') === 'text') return bytes(label, ['text'], [message.text!], [''], [''], [''])
  const size = message.sizeBytes === undefined ? '' : eightBytes(message.sizeBytes)
  const hash = message.sha256 === undefined ? '' : mediaHash(message.sha256)
  return bytes(label, ['media'], [message.text ?? ''], [message.mediaType!], [size], [hash])
}

/** What a client sends beside the message (inside the encryption: `kf`), and the platform's tag over it. */
export async function frank(
  message: Sent,
  kf: Uint8Array<ArrayBuffer>,
  from: { platform: string; conversation: string; kid: string; platformKey: Uint8Array<ArrayBuffer> },
) {
  const m = committedBytes(message)
  const c2 = await hmacSha256(kf, m)
  const sentAt = eightBytes(Date.parse(message.sentAt))
  const context = bytes([from.platform], [from.conversation], [message.id], [message.senderId], [sentAt])
  const tagInput = bytes('countersign/v1/franking-tag', [from.kid], c2, context)
  return { m, c2, context, tagInput, r: await hmacSha256(from.platformKey, tagInput) }
}
