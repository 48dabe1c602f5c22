import { utf8 } from '#domain/bytes'
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeNote,
  decodeVkey,
  noteSignatureBy,
  type SignedNote,
} from '#domain/checkpoint'
import type { Fault } from '#domain/ledger-fault'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'

export type OpenNote = { note: SignedNote; checkpoint: Checkpoint }

/** @returns undefined when the text is no checkpoint in a signed note. */
export function readNote(text: string): OpenNote | undefined {
  try {
    const note = decodeNote(text)
    return { note, checkpoint: decodeCheckpoint(note.text) }
  } catch {
    return undefined
  }
}

/** Those of the keys that signed the note for their own ledger: a key's name is the origin that it speaks for. */
export function signersOf({ note, checkpoint }: OpenNote, vkeys: readonly string[]): string[] {
  return vkeys.filter((vkey) => {
    const key = readVkey(vkey)
    if (!key || key.name !== checkpoint.origin) return false
    const signature = noteSignatureBy(note, key)
    return (
      signature !== undefined && verifyEd25519(publicKeyFromRaw(key.publicKey), utf8(note.text), signature)
    )
  })
}

/** Rotations are entries: their keys are whatever was written there. */
function readVkey(vkey: string) {
  try {
    return decodeVkey(vkey)
  } catch {
    return undefined
  }
}

/** @throws RangeError when the text is no checkpoint note. @returns undefined when the key did not sign it. */
export function openCheckpoint(vkey: string, text: string): Checkpoint | undefined {
  const note = decodeNote(text)
  const open = { note, checkpoint: decodeCheckpoint(note.text) }
  return signersOf(open, [vkey]).length > 0 ? open.checkpoint : undefined
}

/** Reads every note. The fault names the first that cannot be, or that speaks of another ledger than the keys. */
export function readNotes(texts: readonly string[], vkeys: readonly string[]): OpenNote[] | Fault {
  const origins = new Set(vkeys.map((vkey) => decodeVkey(vkey).name))
  const notes: OpenNote[] = []
  for (const text of texts) {
    const open = readNote(text)
    if (!open) return { problem: 'bad_checkpoint', index: 0 }
    if (!origins.has(open.checkpoint.origin)) return { problem: 'other_origin', index: 0 }
    notes.push(open)
  }
  return notes
}
