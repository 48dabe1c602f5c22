import { equalBytes } from './bytes'
import type { Checkpoint } from './checkpoint'
import { decodeEntry, type LedgerEntry } from './ledger-entry'
import type { Fault } from './ledger-fault'
import type { Rotation } from './ledger-signers'
import { leafHash, RootBuilder, type Sha256 } from './merkle'

type Origin = Extract<LedgerEntry, { kind: 'origin' }>

/** Reads entries in order: each must be canonical JSON of a known kind, and some say how to read the rest. */
export class EntryReader {
  readonly rotations: Rotation[] = []
  /** The first entry, when it names a ledger that went before. */
  origin: Origin | undefined

  /** @returns false when the bytes are no entry. */
  accepts(index: number, bytes: Uint8Array): boolean {
    let entry: LedgerEntry
    try {
      entry = decodeEntry(bytes)
    } catch {
      return false
    }
    if (entry.kind === 'signer.rotated') this.rotations.push({ index, from: entry.from, to: entry.to })
    else if (entry.kind === 'origin' && index === 0) this.origin = entry
    return true
  }
}

/**
 * Hashes a ledger's entries one after the other and holds the tree against every checkpoint that is known, at its
 * size. The command line and the reader run this same class. The first fault ends the check.
 */
export class LedgerCheck {
  readonly reader = new EntryReader()
  private readonly sha256: Sha256
  private readonly tree: RootBuilder
  private readonly checkpoints: readonly (Checkpoint & { kept: boolean })[]
  private next = 0
  /** Up to here the entries are those of a checkpoint, and of one that was kept elsewhere. */
  private good = 0
  private goodKept = 0

  /**
   * @param stored checkpoints that lie beside the entries: whoever rewrites these may have signed those anew.
   * @param kept ones that the verifier's side kept or had cosigned.
   */
  constructor(sha256: Sha256, stored: readonly Checkpoint[], kept: readonly Checkpoint[] = []) {
    this.sha256 = sha256
    this.tree = new RootBuilder(sha256)
    const all = [
      ...stored.map((one) => ({ ...one, kept: false })),
      ...kept.map((one) => ({ ...one, kept: true })),
    ]
    this.checkpoints = all.sort((a, b) => a.size - b.size)
  }

  get size(): number {
    return this.tree.size
  }

  root(): Uint8Array {
    return this.tree.root()
  }

  /** @param stored the leaf hash that was kept beside the bytes, where there is one. */
  add(bytes: Uint8Array, stored?: Uint8Array): Fault | undefined {
    const before = this.compare()
    if (before) return before
    const index = this.tree.size
    const leaf = leafHash(this.sha256, bytes)
    if (stored && !equalBytes(leaf, stored)) return { problem: 'entry_changed', index }
    if (!this.reader.accepts(index, bytes)) return { problem: 'entry_not_canonical', index }
    this.tree.add(leaf)
    return this.compare()
  }

  /** @param head size and root as stored, unsigned. */
  finish(head?: { size: number; root: Uint8Array }): Fault | undefined {
    const { size } = this.tree
    const last = this.compare()
    if (last) return last
    if (head && size < head.size) return { problem: 'entry_missing', index: size }
    if (this.next < this.checkpoints.length) return { problem: 'shorter_than_checkpoint', index: size }
    if (head && (size > head.size || !equalBytes(head.root, this.tree.root())))
      return { problem: 'root_differs', index: this.good, to: Math.max(this.good, size - 1) }
    return undefined
  }

  private compare(): Fault | undefined {
    const { size } = this.tree
    const here = this.next
    for (; this.checkpoints[this.next]?.size === size; this.next++) {
      const { root, kept } = this.checkpoints[this.next]!
      if (equalBytes(root, this.tree.root())) continue
      const index = kept ? this.goodKept : this.good
      return { problem: 'checkpoint_differs', index, to: Math.max(index, size - 1) }
    }
    for (const { kept } of this.checkpoints.slice(here, this.next)) {
      this.good = size
      if (kept) this.goodKept = size
    }
    return undefined
  }
}
