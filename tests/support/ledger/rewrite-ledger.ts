import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { decodeEntry, encodeEntry } from '#domain/ledger-entry'
import { leafHash } from '#domain/merkle'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { MemoryTree, sha256 } from '#services/ledger/tree'

/**
 * What whoever owns the database and has stolen the signing key can do: one entry is another, every hash follows,
 * and the new history is signed. @returns the newest checkpoint of it.
 */
export async function rewriteLedger(
  owner: Client,
  ledgerKeyFile: string,
  origin: string,
  rows: readonly { bytes: Buffer }[],
  at: number,
): Promise<string> {
  const signer = new CheckpointSigner(origin, createPrivateKey(await readFile(ledgerKeyFile)))
  const tree = new MemoryTree()
  for (const [index, { bytes }] of rows.entries()) {
    const entry = decodeEntry(bytes)
    const stored = index === at ? encodeEntry({ ...entry, at: entry.at + 1 }) : bytes
    const leaf = leafHash(sha256, stored)
    tree.push(leaf)
    if (index === at)
      await owner.query('UPDATE keys.entry SET bytes = $1, leaf = $2 WHERE idx = $3', [
        Buffer.from(stored),
        leaf,
        index,
      ])
  }
  await owner.query('UPDATE keys.head SET root = $1', [tree.root()])
  const note = signer.sign(tree.size, tree.root())
  await owner.query('DELETE FROM keys.checkpoint')
  await owner.query('INSERT INTO keys.checkpoint (size, note) VALUES ($1, $2)', [tree.size, note])
  return note
}
