import { equalBytes, utf8 } from '#domain/bytes'
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeNote,
  decodeVkey,
  noteSignatureBy,
} from '#domain/checkpoint'
import { decodeEntry } from '#domain/ledger-entry'
import { leafHash, RootBuilder } from '#domain/merkle'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { sha256 } from './tree'

/** `index` is the first that is known to be wrong; `from` and `to` when only a range can be named. */
export type Verdict =
  | { ok: true; size: number; root: Uint8Array; checkpoints: number }
  | { ok: false; problem: Problem; index: number; to?: number }
export type Problem =
  | 'bad_checkpoint_signature'
  | 'entry_missing'
  | 'entry_changed'
  | 'entry_not_canonical'
  | 'root_differs'
  | 'checkpoint_differs'
  | 'shorter_than_checkpoint'

export const PROBLEMS: Record<Problem, string> = {
  bad_checkpoint_signature: 'a checkpoint was not signed by the ledger’s key',
  entry_missing: 'an entry is missing',
  entry_changed: 'the bytes of an entry are not those that were hashed',
  entry_not_canonical: 'an entry is not canonical JSON of a known kind',
  root_differs: 'the entries do not give the stored root',
  checkpoint_differs: 'the entries do not give the root of a signed checkpoint',
  shorter_than_checkpoint: 'the ledger is shorter than a checkpoint that was signed',
}

export type LedgerSource = {
  /** Entries in order; `leaf` is the hash stored beside the bytes, where there is one. */
  entries: AsyncIterable<{ index: number; bytes: Uint8Array; leaf?: Uint8Array }>
  /** Every signed note that is known, in any order. */
  notes: readonly string[]
  /** Size and root as stored, unsigned: what the sequencer goes on from. */
  head?: { size: number; root: Uint8Array }
}

/** @throws RangeError when the text is no checkpoint note. @returns undefined when the key did not sign it. */
export function openCheckpoint(vkey: string, text: string): Checkpoint | undefined {
  const key = decodeVkey(vkey)
  const note = decodeNote(text)
  const signature = noteSignatureBy(note, key)
  const signed = signature && verifyEd25519(publicKeyFromRaw(key.publicKey), utf8(note.text), signature)
  return signed ? decodeCheckpoint(note.text) : undefined
}

/**
 * Re-hashes every stored byte and holds the tree against each signed checkpoint. A changed byte and a missing row
 * are named exactly. Where somebody also replaced the leaf hash, no single entry can be told from a root: then the
 * range between two checkpoints is named.
 */
export async function verifyLedger(vkey: string, source: LedgerSource): Promise<Verdict> {
  const checkpoints: Checkpoint[] = []
  for (const note of source.notes) {
    const checkpoint = attempt(() => openCheckpoint(vkey, note))
    if (!checkpoint) return { ok: false, problem: 'bad_checkpoint_signature', index: 0 }
    checkpoints.push(checkpoint)
  }
  checkpoints.sort((a, b) => a.size - b.size)

  const tree = new RootBuilder(sha256)
  let next = 0
  let good = 0
  const differs = (): Verdict | undefined => {
    for (; checkpoints[next]?.size === tree.size; next++) {
      if (!equalBytes(checkpoints[next]!.root, tree.root()))
        return { ok: false, problem: 'checkpoint_differs', index: good, to: tree.size - 1 }
      good = tree.size
    }
    return undefined
  }
  const atStart = differs()
  if (atStart) return atStart
  for await (const { index, bytes, leaf } of source.entries) {
    if (index !== tree.size) return { ok: false, problem: 'entry_missing', index: tree.size }
    const hash = leafHash(sha256, bytes)
    if (leaf && !equalBytes(hash, leaf)) return { ok: false, problem: 'entry_changed', index }
    if (attempt(() => decodeEntry(bytes)) === undefined)
      return { ok: false, problem: 'entry_not_canonical', index }
    tree.add(hash)
    const wrong = differs()
    if (wrong) return wrong
  }
  const { head } = source
  if (head && tree.size < head.size) return { ok: false, problem: 'entry_missing', index: tree.size }
  if (next < checkpoints.length) return { ok: false, problem: 'shorter_than_checkpoint', index: tree.size }
  if (head && (tree.size > head.size || !equalBytes(head.root, tree.root())))
    return { ok: false, problem: 'root_differs', index: good, to: Math.max(good, tree.size - 1) }
  return { ok: true, size: tree.size, root: tree.root(), checkpoints: checkpoints.length }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
