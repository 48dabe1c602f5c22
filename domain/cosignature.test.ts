import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import vectors from '../tests/vectors/cosignatures.json'
import { toHex, utf8 } from './bytes'
import {
  decodeNote,
  decodeVkey,
  encodeNote,
  encodeVkey,
  NOTE_COSIGNATURE,
  noteKeyIdInput,
  noteSignatureBy,
} from './checkpoint'
import { checkCosigned, cosignatureMessage, cosignedAt, encodeCosignature } from './cosignature'
import { parsePolicy, type WitnessPolicy } from './witness-policy'

function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
}

describe('published checkpoints with cosignatures', () => {
  it('are verified for each witness, with the second at which it signed', async () => {
    for (const { text, witnesses, at } of vectors.notes)
      for (const vkey of witnesses) {
        const witness = decodeVkey(vkey, NOTE_COSIGNATURE)
        const id = createHash('sha256')
          .update(noteKeyIdInput(witness.name, witness.publicKey, NOTE_COSIGNATURE))
          .digest()
        expect(toHex(id.subarray(0, 4))).toBe(toHex(witness.keyId))
        expect(encodeVkey(witness.name, witness.keyId, witness.publicKey, NOTE_COSIGNATURE)).toBe(vkey)
        expect(await cosignedAt(verifyEd25519, decodeNote(text), witness)).toBe(at)
      }
  })

  it('carry the log’s own signature, which is of another type', () => {
    const { text, log } = vectors.notes[0]!
    const key = decodeVkey(log!)
    const note = decodeNote(text)
    expect(verifyEd25519(key.publicKey, utf8(note.text), noteSignatureBy(note, key)!)).toBe(true)
    expect(encodeNote(note)).toBe(text)
    expect(() => decodeVkey(log!, NOTE_COSIGNATURE)).toThrow()
    expect(() => decodeVkey(vectors.notes[0]!.witnesses[0]!)).toThrow()
  })

  it('are refused with any bit of size, root, time or signature changed', async () => {
    const { text, witnesses } = vectors.notes[0]!
    const witness = decodeVkey(witnesses[2]!, NOTE_COSIGNATURE)
    const note = decodeNote(text)
    const signature = noteSignatureBy(note, witness)!
    for (let i = 0; i < signature.length; i++) {
      const changed = Uint8Array.from(signature)
      changed[i] = changed[i]! ^ 1
      const other = { ...note, signatures: [{ ...witness, signature: changed }] }
      expect(await cosignedAt(verifyEd25519, other, witness)).toBeUndefined()
    }
    for (let i = 0; i < note.text.length; i++) {
      const other = `${note.text.slice(0, i)}${String.fromCharCode(note.text.charCodeAt(i) ^ 1)}${note.text.slice(i + 1)}`
      expect(await cosignedAt(verifyEd25519, { ...note, text: other }, witness)).toBeUndefined()
    }
    const short = { ...note, signatures: [{ ...witness, signature: signature.subarray(0, 71) }] }
    expect(await cosignedAt(verifyEd25519, short, witness)).toBeUndefined()
  })

  it('sign the example of the specification’s words', () => {
    const body = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
    expect(Buffer.from(cosignatureMessage(body, 1_679_315_147)).toString()).toBe(
      `cosignature/v1\ntime 1679315147\n${body}`,
    )
    const line = encodeCosignature({ name: 'w', keyId: new Uint8Array(4) }, 1_679_315_147, new Uint8Array(64))
    expect(toHex(line.signature.subarray(0, 8))).toBe('00000000641850cb')
  })
})

describe('a witness policy', () => {
  const [garden, smart, remora, mole] = vectors.notes[0]!.witnesses as [string, string, string, string]
  const text = `# two of three, and one more
log ${vectors.notes[0]!.log!}
witness garden ${garden}
\twitness smart ${smart} https://witness.example/
witness remora ${remora}
witness mole ${mole}
group some 2 garden smart remora
group both all some mole
quorum both
`
  const withQuorum = (quorum: string): WitnessPolicy => ({ ...parsePolicy(text), quorum })

  it('is met by real cosignatures, and not by fewer', async () => {
    const note = decodeNote(vectors.notes[0]!.text)
    const all = await checkCosigned(verifyEd25519, parsePolicy(text), note)
    expect(all).toMatchObject({ quorum: true, by: { length: 4 }, checkpoint: { size: 1432088532 } })
    const without = (names: string[]) => ({
      ...note,
      signatures: note.signatures.filter((line) => !names.some((name) => line.name.includes(name))),
    })
    const quorum = async (names: string[], policy = parsePolicy(text)) =>
      (await checkCosigned(verifyEd25519, policy, without(names))).quorum
    expect(await quorum(['remora'])).toBe(true)
    expect(await quorum(['remora', 'smartit'])).toBe(false)
    expect(await quorum(['stagemole'])).toBe(false)
    expect(await quorum(['stagemole'], withQuorum('some'))).toBe(true)
    expect(await quorum(['stagemole'], withQuorum('mole'))).toBe(false)
    expect(await quorum(['remora', 'smartit', 'garden', 'stagemole'], withQuorum('none'))).toBe(true)
  })

  it('does not count one witness twice', async () => {
    const note = decodeNote(vectors.notes[0]!.text)
    const mine = note.signatures.filter((line) => line.name === 'remora.n621.de')
    const doubled = { ...note, signatures: [...mine, ...mine] }
    expect((await checkCosigned(verifyEd25519, withQuorum('some'), doubled)).quorum).toBe(false)
  })

  it('is refused when a line is wrong, by the number of the line', () => {
    for (const bad of [
      '',
      'quorum none\nquorum none\n',
      `witness a ${garden}\n`,
      `witness none ${garden}\nquorum none\n`,
      `witness a ${garden}\nwitness a ${smart}\nquorum a\n`,
      `witness a ${garden}\nwitness b ${garden}\nquorum a\n`,
      `witness a ${vectors.notes[0]!.log!}\nquorum a\n`,
      `log ${garden}\nquorum none\n`,
      `witness a ${garden}\ngroup g 2 a\nquorum g\n`,
      `witness a ${garden}\ngroup g 0 a\nquorum g\n`,
      `witness a ${garden}\ngroup g any\nquorum a\n`,
      `witness a ${garden}\ngroup g any b\nquorum g\n`,
      `witness a ${garden}\ngroup g any a\ngroup h any a\nquorum g\n`,
      `quorum a\nwitness a ${garden}\n`,
      'witness\u0001 a b\nquorum none\n',
      'nonsense\nquorum none\n',
    ])
      expect(() => parsePolicy(bad)).toThrow(RangeError)
    expect(() => parsePolicy('\nquorum none\nnonsense secret\n')).toThrow(
      'line 3 of the policy cannot be read',
    )
  })
})
