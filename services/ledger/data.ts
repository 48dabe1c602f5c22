import type { ClientBase } from 'pg'
import { equalBytes } from '#domain/bytes'
import { leafHash } from '#domain/merkle'
import { sha256 } from './tree'

export type StoredEntry = { index: number; bytes: Buffer; leaf: Buffer }
export type Head = { size: number; root: Buffer }
export type StoredCheckpoint = { size: number; note: string }

/** The stored ledger is not what its own hashes say. Nothing may be appended or released. */
export class LedgerMismatch extends Error {
  /** The first index that is known to be wrong. */
  readonly index: number
  constructor(message: string, index: number) {
    super(message)
    this.name = 'LedgerMismatch'
    this.index = index
  }
}

const CHUNK = 5_000

export async function readHead(client: ClientBase): Promise<Head> {
  const { rows } = await client.query<{ size: string; root: Buffer }>('SELECT size, root FROM keys.head')
  if (!rows[0]) throw new LedgerMismatch('the head row is missing', 0)
  return { size: Number(rows[0].size), root: rows[0].root }
}

export async function readEntries(client: ClientBase, from: number, limit: number): Promise<StoredEntry[]> {
  const { rows } = await client.query<{ idx: string; bytes: Buffer; leaf: Buffer }>(
    'SELECT idx, bytes, leaf FROM keys.entry WHERE idx >= $1 ORDER BY idx LIMIT $2',
    [from, limit],
  )
  return rows.map((row) => ({ index: Number(row.idx), bytes: row.bytes, leaf: row.leaf }))
}

export async function readCheckpoints(client: ClientBase): Promise<StoredCheckpoint[]> {
  const { rows } = await client.query<{ size: string; note: string }>(
    'SELECT size, note FROM keys.checkpoint ORDER BY size',
  )
  return rows.map((row) => ({ size: Number(row.size), note: row.note }))
}

export async function readLatestCheckpoint(client: ClientBase): Promise<StoredCheckpoint | undefined> {
  const { rows } = await client.query<{ size: string; note: string }>(
    'SELECT size, note FROM keys.checkpoint ORDER BY size DESC LIMIT 1',
  )
  return rows[0] && { size: Number(rows[0].size), note: rows[0].note }
}

/**
 * Leaf hashes of the stored entries in order, each computed from the stored bytes.
 * @throws LedgerMismatch at a gap, or where the stored leaf hash is not the bytes' own.
 */
export async function* readLeaves(client: ClientBase, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const entries = await readEntries(client, at, Math.min(CHUNK, to - at))
    for (const entry of entries) {
      if (entry.index !== at) throw new LedgerMismatch('an entry is missing', at)
      const leaf = leafHash(sha256, entry.bytes)
      if (!equalBytes(leaf, entry.leaf)) throw new LedgerMismatch('an entry was changed', at)
      yield leaf
      at++
    }
    if (entries.length === 0) throw new LedgerMismatch('an entry is missing', at)
  }
}
