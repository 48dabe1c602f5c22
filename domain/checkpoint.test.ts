import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import vectors from '../tests/vectors/ledger.json'
import { fromHex, toHex, utf8 } from './bytes'
import {
  decodeCheckpoint,
  decodeNote,
  decodeVkey,
  encodeCheckpoint,
  encodeNote,
  encodeVkey,
  noteKeyIdInput,
  noteSignatureBy,
} from './checkpoint'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function verifies(vkey: string, text: string): boolean {
  const key = decodeVkey(vkey)
  const note = decodeNote(text)
  const signature = noteSignatureBy(note, key)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.publicKey])
  return (
    signature !== undefined &&
    verify(null, utf8(note.text), createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
  )
}

/** The example of Go's sumdb/note package, which C2SP's signed notes come from. */
const GO_VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`

describe('signed notes and checkpoints', () => {
  it('verifies the published note and derives its key id', () => {
    expect(verifies(GO_VKEY, GO_NOTE)).toBe(true)
    const key = decodeVkey(GO_VKEY)
    expect(toHex(sha256(noteKeyIdInput(key.name, key.publicKey)).subarray(0, 4))).toBe('c74f20a3')
    expect(encodeVkey(key.name, key.keyId, key.publicKey)).toBe(GO_VKEY)
    expect(encodeNote(decodeNote(GO_NOTE))).toBe(GO_NOTE)
  })

  it('verifies the frozen checkpoints', () => {
    vectors.checkpoints.forEach((text, i) => {
      expect(verifies(vectors.vkey, text)).toBe(true)
      expect(decodeCheckpoint(decodeNote(text).text)).toEqual({
        origin: 'countersign/ledger/vectors',
        size: i + 1,
        root: fromHex(vectors.roots[i]!),
      })
    })
  })

  it('refuses a frozen checkpoint with any character changed', () => {
    const text = vectors.checkpoints[4]!
    for (let i = 0; i < text.length; i++) {
      const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1)
      let valid = false
      try {
        valid = verifies(vectors.vkey, changed)
      } catch {
        // malformed is refused as well
      }
      expect(valid).toBe(false)
    }
  })

  it('refuses malformed bodies, and takes extension lines', () => {
    const root = 'A'.repeat(43)
    for (const bad of [
      '',
      'o\n1\n',
      `o\n01\n${root}=\n`,
      `o\n-1\n${root}=\n`,
      `o\n1e3\n${root}=\n`,
      `o\n1\nAAAA\n`,
      `o\n1\n${root}=`,
      `\n1\n${root}=\n`,
      `o\n99999999999999999\n${root}=\n`,
    ])
      expect(() => decodeCheckpoint(bad)).toThrow()
    expect(decodeCheckpoint(`o\n1\n${root}=\nextension\n`).size).toBe(1)
    expect(encodeCheckpoint(decodeCheckpoint(`o\n7\n${root}=\n`))).toBe(`o\n7\n${root}=\n`)
  })

  it('refuses malformed notes and keys', () => {
    for (const bad of [
      '',
      'text\n',
      'text\n\n',
      'text\n\nnot a signature\n',
      'text\n\n\u2014 name AAAA\n',
      'te\u0001xt\n\n\u2014 n AAAAAAA=\n',
    ])
      expect(() => decodeNote(bad)).toThrow()
    for (const bad of [
      '',
      'name+c74f20a3',
      'name+C74F20A3+ARpc',
      GO_VKEY.replace('+ARp', '+Arp'),
      GO_VKEY.slice(0, -4),
    ])
      expect(() => decodeVkey(bad)).toThrow()
  })
})
