import { readFile } from 'node:fs/promises'
import type { ClientBase } from 'pg'
import { equalBytes } from '#domain/bytes'
import { decodeNote } from '#domain/checkpoint'
import { checkCosigned } from '#domain/cosignature'
import type { WitnessPolicy } from '#domain/witness-policy'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { LedgerMismatch, readLatestCheckpoint } from '#services/ledger/data'
import { readNote, signersOf } from '#services/ledger/note-signers'
import type { MemoryTree } from '#services/ledger/tree'

/** A database that may forget what it has acknowledged. */
export class VolatileStore extends Error {
  override readonly name = 'VolatileStore'
}

const DURABILITY = {
  fsync: 'fsync is off in PostgreSQL: a crash could lose entries whose keys have already left. Turn it on.',
  full_page_writes:
    'full_page_writes is off in PostgreSQL: a crash could tear pages of the ledger. Turn it on.',
} as const

/**
 * An entry that was acknowledged must survive a crash, or a key would have left without one.
 * @throws VolatileStore in one sentence that an operator can act on.
 */
export async function requireDurable(client: ClientBase): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes'] as const) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`)
    if (rows[0]?.[setting] !== 'on') throw new VolatileStore(DURABILITY[setting])
  }
  // Forced in each transaction: what a role's or a database's own settings say does not count.
  await client.query('BEGIN; SET LOCAL synchronous_commit = on')
  const { rows } = await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit')
  await client.query('ROLLBACK')
  if (rows[0]?.synchronous_commit !== 'on')
    throw new VolatileStore(
      'synchronous_commit cannot be turned on: a commit could be lost after its answer.',
    )
}

export type HistoryOptions = {
  /** Keys that may have signed for this ledger. */
  vkeys: readonly string[]
  policy: WitnessPolicy | undefined
  /** The newest signed checkpoint, and the newest that witnesses cosigned, both kept outside the database. */
  keptFile: string
  cosignedFile: string
}

/**
 * Holds the rebuilt ledger against the newest signed checkpoint in the database, the one kept beside the keys, and
 * the last one that witnesses cosigned: a database that was changed, cut short, put back to an older state, or
 * rewritten and signed anew with a stolen key is not served from.
 * @throws LedgerMismatch
 */
export async function checkHistory(
  tree: MemoryTree,
  client: ClientBase,
  { vkeys, policy, keptFile, cosignedFile }: HistoryOptions,
): Promise<void> {
  const stored = (await readLatestCheckpoint(client))?.note
  for (const text of [stored, await readIfThere(keptFile)]) {
    if (text === undefined) continue
    const open = readNote(text)
    if (!open || signersOf(open, vkeys).length === 0)
      throw new LedgerMismatch('a stored checkpoint was not signed by this ledger', 0)
    compare(tree, open.checkpoint, 'that was signed')
  }
  const cosigned = await readIfThere(cosignedFile)
  if (cosigned === undefined) return
  const open = readNote(cosigned)
  // After a change of policy its witnesses may be others: then the ledger's own signature must do.
  const known =
    open !== undefined &&
    (signersOf(open, vkeys).length > 0 ||
      (policy !== undefined && (await checkCosigned(verify, policy, decodeNote(cosigned))).by.length > 0))
  if (!known) throw new LedgerMismatch('the cosigned checkpoint beside the keys is not of this ledger', 0)
  compare(tree, open.checkpoint, 'that witnesses cosigned')
}

function compare(tree: MemoryTree, { size, root }: { size: number; root: Uint8Array }, which: string): void {
  if (size > tree.size)
    throw new LedgerMismatch(`the ledger is shorter than a checkpoint ${which}`, tree.size)
  if (!equalBytes(tree.root(size), root)) throw new LedgerMismatch(`the ledger is not the one ${which}`, 0)
}

/** Only a file that was never written may be missing: one that cannot be read must not pass for none. */
async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyEd25519(publicKeyFromRaw(publicKey), message, signature)
}
