import { equalBytes, fromBase64 } from '#domain/bytes'
import { type Cosigned, checkCosigned } from '#domain/cosignature'
import { type EntryReader, LedgerCheck } from '#domain/ledger-check'
import type { Fault } from '#domain/ledger-fault'
import { candidateKeys, checkSigners } from '#domain/ledger-signers'
import { rootFromTiles } from '#domain/tile'
import { checkTiledLedger, hashTiles, type TileSource } from '#domain/tiled-ledger'
import type { WitnessPolicy } from '#domain/witness-policy'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { type OpenNote, readNote, readNotes, signersOf } from './note-signers'
import { sha256 } from './tree'

export { PROBLEMS, type Problem } from '#domain/ledger-fault'
export { openCheckpoint } from './note-signers'

export type Verdict =
  | {
      ok: true
      size: number
      root: Uint8Array
      checkpoints: number
      /** False when only tiles could be read, so that no entry was hashed. */
      entriesRead: boolean
      cosigned?: Cosigned
    }
  | (Fault & { ok: false; more: Fault[] })

/** What the verifier believes, besides mathematics. */
export type Trusted = {
  /** Verifier keys of the ledger; further ones are learned from the ledger's own rotations. */
  vkeys: readonly string[]
  /** Which witnesses must have cosigned the newest checkpoint. */
  policy?: WitnessPolicy | undefined
  /** Checkpoints kept from before: the ledger must extend them. */
  kept?: readonly string[]
  /** The last checkpoint of the ledger that this one follows after a compromise. */
  previous?: string | undefined
}

export type LedgerSource = {
  /** Entries in order; `leaf` is the hash stored beside the bytes, where there is one. */
  entries: AsyncIterable<{ index: number; bytes: Uint8Array; leaf?: Uint8Array }>
  /** Every signed note that is known, in any order. */
  notes: readonly string[]
  /** Size and root as stored, unsigned: what the sequencer goes on from. */
  head?: { size: number; root: Uint8Array }
}

const refused = (fault: Fault, more: Fault[] = []): Verdict => ({ ok: false, ...fault, more })
const verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  verifyEd25519(publicKeyFromRaw(publicKey), message, signature)

/**
 * Re-hashes every stored byte and holds the tree against each signed checkpoint. A changed byte and a missing row
 * are named exactly. Where somebody also replaced the leaf hash, no single entry can be told from a root: then the
 * range between two checkpoints is named.
 */
export async function verifyLedger(trusted: string | Trusted, source: LedgerSource): Promise<Verdict> {
  const trust: Trusted = typeof trusted === 'string' ? { vkeys: [trusted] } : trusted
  const notes = readNotes([...source.notes, ...(trust.kept ?? [])], trust.vkeys)
  if (!Array.isArray(notes)) return refused(notes)
  const checkpoints = notes.map((note) => note.checkpoint)
  const beside = source.notes.length
  const check = new LedgerCheck(sha256, checkpoints.slice(0, beside), checkpoints.slice(beside))
  for await (const { index, bytes, leaf } of source.entries) {
    if (index !== check.size) return refused({ problem: 'entry_missing', index: check.size })
    const fault = check.add(bytes, leaf)
    if (fault) return refused(fault)
  }
  const fault = check.finish(source.head) ?? judgeSigners(trust, check.reader, notes)
  if (fault) return refused(fault)
  const newest = notes.reduce<OpenNote | undefined>(
    (a, b) => (a && a.checkpoint.size >= b.checkpoint.size ? a : b),
    undefined,
  )
  const cosigned = await judgeCosignatures(trust, notes, newest)
  if (cosigned && 'problem' in cosigned) return refused(cosigned)
  return {
    ok: true,
    size: check.size,
    root: check.root(),
    checkpoints: notes.length,
    entriesRead: true,
    ...(cosigned ? { cosigned } : {}),
  }
}

/**
 * Verifies a ledger that lies in tiles, up to its checkpoint. The signatures come first, then every entry, every
 * tile of every level, and every checkpoint that was kept.
 * @param handovers checkpoints by which a retired key handed over, where they are kept beside the tiles.
 */
export async function verifyTiles(
  trust: Trusted,
  source: { checkpoint: string; tiles: TileSource; handovers?: readonly string[]; entries?: boolean },
  onProgress?: (done: number) => void,
): Promise<Verdict> {
  const notes = readNotes(
    [source.checkpoint, ...(source.handovers ?? []), ...(trust.kept ?? [])],
    trust.vkeys,
  )
  if (!Array.isArray(notes)) return refused(notes)
  const newest = notes[0]!
  const signed = newest.checkpoint
  if ((source.handovers ?? []).length === 0 && signersOf(newest, trust.vkeys).length === 0)
    return refused({ problem: 'bad_checkpoint_signature', index: 0 })
  const cosigned = await judgeCosignatures(trust, [newest], newest)
  if (cosigned && 'problem' in cosigned) return refused(cosigned)

  const entriesRead = source.entries !== false
  let reader: EntryReader | undefined
  if (entriesRead) {
    const result = await checkTiledLedger(sha256, source.tiles, signed, onProgress)
    if (result.faults.length > 0) return refused(result.faults[0]!, result.faults.slice(1))
    reader = result.reader
  }
  const read = hashTiles(source.tiles, signed.size)
  for (const { checkpoint } of entriesRead ? notes.slice(1) : notes) {
    const { size, root } = checkpoint
    if (size > signed.size) return refused({ problem: 'shorter_than_checkpoint', index: signed.size })
    const found = await rootFromTiles(sha256, read, size)
    if (!found) return refused({ problem: 'tile_missing', index: 0, to: Math.max(0, size - 1) })
    if (!equalBytes(found, root))
      return refused({ problem: 'checkpoint_differs', index: 0, to: Math.max(0, size - 1) })
  }
  const fault = judgeSigners(trust, reader, notes)
  if (fault) return refused(fault)
  return {
    ok: true,
    size: signed.size,
    root: signed.root,
    checkpoints: notes.length,
    entriesRead,
    ...(cosigned ? { cosigned } : {}),
  }
}

/** Who signed, after the entries have said which keys there were; and which ledger went before. */
function judgeSigners(
  trust: Trusted,
  reader: EntryReader | undefined,
  notes: readonly OpenNote[],
): Fault | undefined {
  const rotations = reader?.rotations ?? []
  const keys = candidateKeys(trust.vkeys, rotations)
  const fault = checkSigners(
    trust.vkeys,
    rotations,
    notes.map((note) => ({ size: note.checkpoint.size, signers: signersOf(note, keys) })),
  )
  if (fault || trust.previous === undefined) return fault
  const before = readNote(trust.previous)
  const named = reader?.origin?.previous
  const same =
    before !== undefined &&
    named !== undefined &&
    signersOf(before, [named.vkey]).length > 0 &&
    named.origin === before.checkpoint.origin &&
    named.size === before.checkpoint.size &&
    equalBytes(fromBase64(named.root), before.checkpoint.root)
  return same ? undefined : { problem: 'other_previous', index: 0 }
}

/** Some checkpoint of the ledger must carry the policy's quorum; the newest one that does is returned. */
async function judgeCosignatures(
  trust: Trusted,
  notes: readonly OpenNote[],
  newest: OpenNote | undefined,
): Promise<Cosigned | Fault | undefined> {
  if (!trust.policy) return undefined
  let best: Cosigned | undefined
  for (const { note } of notes) {
    const cosigned = await checkCosigned(verify, trust.policy, note)
    if (cosigned.quorum && cosigned.checkpoint.size >= (best?.checkpoint.size ?? 0)) best = cosigned
  }
  return best ?? { problem: 'no_quorum', index: newest?.checkpoint.size ?? 0 }
}
