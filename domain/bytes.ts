/** Byte strings without Node's Buffer, so that the reader, the console and the services share one codec. */

const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return utf8Encoder.encode(text)
}

/** @throws TypeError when the bytes are not well-formed UTF-8; a byte order mark is kept. */
export function fromUtf8(bytes: Uint8Array): string {
  return utf8Decoder.decode(bytes)
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value)
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

export function u64(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError('u64 takes a safe, non-negative integer')
  const out = new Uint8Array(8)
  new DataView(out.buffer).setBigUint64(0, BigInt(value))
  return out
}

/** Each part behind its length as u32, so that no two lists of parts give the same bytes. */
export function lengthPrefixed(...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const out: Uint8Array[] = []
  for (const part of parts) {
    const bytes = typeof part === 'string' ? utf8(part) : part
    out.push(u32(bytes.length), bytes)
  }
  return concat(...out)
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

export function toHex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += HEX[byte]
  return out
}

/** @throws RangeError unless the text is an even number of lower-case hex digits. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new RangeError('not lower-case hex')
  const out = new Uint8Array(text.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return out
}

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function encode64(bytes: Uint8Array, alphabet: string, padded: boolean): string {
  const chars: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]]
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    chars.push(alphabet[bits >> 18]!, alphabet[(bits >> 12) & 63]!)
    if (b !== undefined) chars.push(alphabet[(bits >> 6) & 63]!)
    else if (padded) chars.push('=')
    if (c !== undefined) chars.push(alphabet[bits & 63]!)
    else if (padded) chars.push('=')
  }
  return chars.join('')
}

function decode64(text: string, alphabet: string, padded: boolean): Uint8Array<ArrayBuffer> {
  const body = padded ? text.replace(/={1,2}$/, '') : text
  const values = new Uint8Array(128).fill(255)
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i
  const out = new Uint8Array(Math.floor((body.length * 3) / 4))
  let bits = 0
  let count = 0
  let offset = 0
  for (let i = 0; i < body.length; i++) {
    const value = values[body.charCodeAt(i)] ?? 255
    if (value === 255) throw new RangeError('not base64')
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      out[offset++] = (bits >> count) & 255
    }
  }
  // One byte string has one encoding: a stray bit or a wrong pad would let two texts mean the same bytes.
  if (encode64(out, alphabet, padded) !== text) throw new RangeError('not canonical base64')
  return out
}

/** RFC 4648 §4, padded: the form that signed notes use. */
export function toBase64(bytes: Uint8Array): string {
  return encode64(bytes, STANDARD, true)
}

/** @throws RangeError on anything but canonical, padded base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return decode64(text, STANDARD, true)
}

/** RFC 4648 §5 without padding: the form of every byte string in our JSON. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode64(bytes, URL_SAFE, false)
}

/** @throws RangeError on anything but canonical, unpadded base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return decode64(text, URL_SAFE, false)
}
