import type { CommittedEntry } from '#domain/key-request'
import type { Appended } from '#services/ledger/append'
import type { AfterCommit } from '../operation'

/** Proof that the entry is in the tree of that commit. */
export function committedAnswer(
  entry: Pick<Appended, 'bytes' | 'index'>,
  after: AfterCommit,
): CommittedEntry {
  return {
    entry: Buffer.from(entry.bytes).toString('base64url'),
    index: entry.index,
    proof: after.inclusion(entry.index),
    checkpoint: after.commit.checkpoint,
  }
}
