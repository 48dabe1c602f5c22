import { fromBase64Url, utf8 } from './bytes'
import { type Checkpoint, decodeCheckpoint, decodeNote, decodeVkey, noteSignatureBy } from './checkpoint'
import type { CommittedEntry } from './key-request'
import { decodeEntry, type LedgerEntry } from './ledger-entry'
import { leafHash, type Sha256, verifyConsistency, verifyInclusion } from './merkle'

/**
 * What the reader and the workers check before a key is used: the checkpoint's signature, that it extends the
 * one kept from before, and that the entry's exact bytes are in it. Primitives are handed in, so that WebCrypto
 * and node:crypto run the same code.
 */
export type ProofCrypto = {
  sha256: Sha256
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}
/** While the signing key is being rotated, a checkpoint by either key will do. */
export type LedgerTrust = {
  ledgerOrigin: string
  ledgerVkey: string
  ledgerOtherVkeys?: readonly string[] | undefined
}

/** Codes are stable and safe to show; none of them quotes what was received. */
export type ProofCode = 'bad_checkpoint' | 'inconsistent_checkpoint' | 'bad_entry' | 'bad_proof'
export class ProofError extends Error {
  readonly code: ProofCode
  constructor(code: ProofCode) {
    super(code)
    this.name = 'ProofError'
    this.code = code
  }
}

/** @throws ProofError `bad_checkpoint` unless a pinned key signed this note for the pinned ledger. */
export async function verifyCheckpoint(
  crypto: ProofCrypto,
  trust: LedgerTrust,
  text: string,
): Promise<Checkpoint> {
  const keys = [trust.ledgerVkey, ...(trust.ledgerOtherVkeys ?? [])].map((vkey) => decodeVkey(vkey))
  const { note, body } = attempt('bad_checkpoint', () => {
    const signed = decodeNote(text)
    return { note: signed, body: decodeCheckpoint(signed.text) }
  })
  if (body.origin !== trust.ledgerOrigin) throw new ProofError('bad_checkpoint')
  for (const key of keys) {
    const signature = noteSignatureBy(note, key)
    if (signature?.length !== 64) continue
    if (await crypto.verifyEd25519(key.publicKey, utf8(note.text), signature)) return body
  }
  throw new ProofError('bad_checkpoint')
}

/**
 * @param seen the last checkpoint kept, or undefined when none. @param proof base64url hashes.
 * @throws ProofError `inconsistent_checkpoint` unless `next` extends `seen`.
 */
export function verifyExtends(
  crypto: ProofCrypto,
  seen: Checkpoint | undefined,
  next: Checkpoint,
  proof: string[],
): void {
  if (seen === undefined) return
  const hashes = attempt('inconsistent_checkpoint', () => proof.map(fromBase64Url))
  if (!verifyConsistency(crypto.sha256, seen.size, next.size, seen.root, next.root, hashes))
    throw new ProofError('inconsistent_checkpoint')
}

/** @throws ProofError `bad_entry` when the bytes are no entry, `bad_proof` when the checkpoint lacks them. */
export function verifyCommitted(
  crypto: ProofCrypto,
  committed: Omit<CommittedEntry, 'checkpoint'>,
  checkpoint: Checkpoint,
): { bytes: Uint8Array; leaf: Uint8Array; entry: LedgerEntry } {
  const { bytes, entry } = attempt('bad_entry', () => {
    const raw = fromBase64Url(committed.entry)
    return { bytes: raw, entry: decodeEntry(raw) }
  })
  const leaf = leafHash(crypto.sha256, bytes)
  const proof = attempt('bad_proof', () => committed.proof.map(fromBase64Url))
  if (!verifyInclusion(crypto.sha256, leaf, committed.index, checkpoint.size, proof, checkpoint.root))
    throw new ProofError('bad_proof')
  return { bytes, leaf, entry }
}

function attempt<T>(code: ProofCode, run: () => T): T {
  try {
    return run()
  } catch {
    throw new ProofError(code)
  }
}
