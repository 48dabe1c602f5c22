/**
 * Base64 between buffers. Node's own goes through strings, which stay in memory until a collection that nobody can
 * ask for: a key must not.
 */
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1')
const PAD = 0x3d
const VALUE = new Int8Array(256).fill(-1)
ALPHABET.forEach((byte, value) => {
  VALUE[byte] = value
})

/** RFC 4648 §4, padded. The caller zeroes the result. */
export function encodeBase64(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, PAD)
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const left = bytes.length - i
    const word = (bytes[i]! << 16) | ((left > 1 ? bytes[i + 1]! : 0) << 8) | (left > 2 ? bytes[i + 2]! : 0)
    out[at] = ALPHABET[word >> 18]!
    out[at + 1] = ALPHABET[(word >> 12) & 63]!
    if (left > 1) out[at + 2] = ALPHABET[(word >> 6) & 63]!
    if (left > 2) out[at + 3] = ALPHABET[word & 63]!
  }
  return out
}

/** @throws RangeError unless the text is canonical, padded base64. The caller zeroes the result. */
export function decodeBase64(text: Uint8Array): Buffer {
  const padding = text.at(-1) !== PAD ? 0 : text.at(-2) !== PAD ? 1 : 2
  if (text.length % 4 !== 0) throw new RangeError('not base64')
  const out = Buffer.alloc((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const last = i + 4 === text.length
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => (last && n >= 4 - padding ? 0 : VALUE[text[i + n]!]!))
    if (a! < 0 || b! < 0 || c! < 0 || d! < 0) throw new RangeError('not base64')
    const word = (a! << 18) | (b! << 12) | (c! << 6) | d!
    const tail = last ? padding : 0
    if ((tail === 1 && (word & 0xff) !== 0) || (tail === 2 && (word & 0xffff) !== 0))
      throw new RangeError('not canonical base64')
    out[at] = word >> 16
    if (tail < 2) out[at + 1] = (word >> 8) & 255
    if (tail < 1) out[at + 2] = word & 255
  }
  return out
}
