import { concat, equalBytes, fromBase64, toBase64, utf8 } from './bytes'

/**
 * C2SP `tlog-checkpoint` inside a C2SP signed note. The note's text is
 *
 *   origin \n size \n base64(root) \n
 *
 * and each signature line is `— name base64(key id[4] ‖ signature)`. Signing and verifying are the caller's:
 * node:crypto in the key service, WebCrypto in the reader.
 */
export type Checkpoint = { origin: string; size: number; root: Uint8Array }
export type NoteSignature = { name: string; keyId: Uint8Array; signature: Uint8Array }
export type SignedNote = { text: string; signatures: NoteSignature[] }

/** Signature type bytes of C2SP signed notes: Ed25519 of a log, timestamped Ed25519 of a witness. */
export const NOTE_ED25519 = 0x01
export const NOTE_COSIGNATURE = 0x04
export type NoteKeyType = typeof NOTE_ED25519 | typeof NOTE_COSIGNATURE

export function encodeCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`
}

/** @throws RangeError when the text is not a checkpoint body. Extension lines are allowed and ignored. */
export function decodeCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.length < 4 || lines.at(-1) !== '' || lines.slice(0, -1).some((line) => line === ''))
    throw new RangeError('checkpoint has too few lines or an empty one')
  const [origin, size, root] = lines as [string, string, string]
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw new RangeError('checkpoint size is not a decimal number')
  const bytes = fromBase64(root)
  if (bytes.length !== 32) throw new RangeError('checkpoint root is not 32 bytes')
  return { origin, size: Number(size), root: bytes }
}

/** What a note's key id is the first 4 bytes of the SHA-256 of: name ‖ 0A ‖ type ‖ public key. */
export function noteKeyIdInput(
  name: string,
  publicKey: Uint8Array,
  type: NoteKeyType = NOTE_ED25519,
): Uint8Array<ArrayBuffer> {
  return concat(utf8(name), Uint8Array.of(0x0a, type), publicKey)
}

/** The verifier key's text form: `name+hex(key id)+base64(type ‖ public key)`. */
export function encodeVkey(
  name: string,
  keyId: Uint8Array,
  publicKey: Uint8Array,
  type: NoteKeyType = NOTE_ED25519,
): string {
  const id = Array.from(keyId, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(type), publicKey))}`
}

export type VerifierKey = { name: string; keyId: Uint8Array; publicKey: Uint8Array }

/** @throws RangeError on anything but an Ed25519 verifier key of that type. */
export function decodeVkey(vkey: string, type: NoteKeyType = NOTE_ED25519): VerifierKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey)
  if (!match) throw new RangeError('not a verifier key')
  const key = fromBase64(match[3]!)
  if (key.length !== 33 || key[0] !== type) throw new RangeError('not an Ed25519 verifier key')
  const keyId = Uint8Array.from(match[2]!.match(/../g)!, (hex) => Number.parseInt(hex, 16))
  return { name: match[1]!, keyId, publicKey: key.subarray(1) }
}

export function encodeNote(note: SignedNote): string {
  const lines = note.signatures.map((s) => `\u2014 ${s.name} ${toBase64(concat(s.keyId, s.signature))}\n`)
  return `${note.text}\n${lines.join('')}`
}

/** @throws RangeError when the text is not a signed note. */
export function decodeNote(note: string): SignedNote {
  // A note has no control characters but newlines (C2SP signed-note); anything else could hide in a log.
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new RangeError('note has control characters')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new RangeError('note has no signature block')
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map((line): NoteSignature => {
      const match = /^\u2014 ([^+\s]+) ([A-Za-z0-9+/]+=*)$/.exec(line)
      if (!match) throw new RangeError('note has a malformed signature line')
      const bytes = fromBase64(match[2]!)
      if (bytes.length < 5) throw new RangeError('note signature is too short')
      return { name: match[1]!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
    })
  return { text: note.slice(0, split + 1), signatures }
}

/** The signature of that key in the note, or undefined. Name and key id must both match. */
export function noteSignatureBy(note: SignedNote, key: VerifierKey): Uint8Array | undefined {
  return note.signatures.find((s) => s.name === key.name && equalBytes(s.keyId, key.keyId))?.signature
}
