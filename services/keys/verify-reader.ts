import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { fetch } from 'undici'
import { decodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { leafHash, verifyInclusion } from '#domain/merkle'
import { localhostAgent } from '#lib/localhost-agent'
import { LedgerMismatch, readLatestCheckpoint, readLeaves } from '#services/ledger/data'
import { readNote, signersOf } from '#services/ledger/note-signers'
import { MemoryTree, sha256 } from '#services/ledger/tree'

type Start = Extract<LedgerEntry, { kind: 'start' }>
export type ServedReader = { html: Uint8Array; policy: string | null }

/** What a browser would get: the page, and the policy that it comes under. @throws when nobody answers. */
export async function fetchReader(origin: string): Promise<ServedReader> {
  const dispatcher = localhostAgent()
  try {
    const answer = await fetch(new URL('/', origin), {
      dispatcher,
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`The reader's host answered ${answer.status}.`)
    return {
      html: new Uint8Array(await answer.arrayBuffer()),
      policy: answer.headers.get('content-security-policy'),
    }
  } finally {
    await dispatcher.destroy()
  }
}

/** The reader that the newest `start` entry names, and where a signed checkpoint has that entry. */
export type RecordedReader = { reader: Start['reader']; index: number; size: number; proof: Uint8Array[] }

/**
 * The newest `start` entry under the newest signed checkpoint, with its proof of inclusion, which is checked here:
 * every stored byte is hashed anew, and the proof must lead from the entry's own bytes to the signed root.
 * @throws Error when it does not, or when no start is recorded: what the ledger says of the reader is then worth
 * nothing.
 */
export async function readStartEntry(
  databaseUrl: string,
  vkeys: string | readonly string[],
): Promise<RecordedReader> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const note = readNote((await readLatestCheckpoint(client))?.note ?? '')
    if (!note || signersOf(note, [vkeys].flat()).length === 0)
      throw new Error('The ledger is NOT whole: its newest checkpoint was not signed by its key.')
    const { size, root } = note.checkpoint
    const tree = new MemoryTree()
    for await (const leaf of readLeaves(client, 0, size)) tree.push(leaf)
    const { rows } = await client.query<{ idx: string; bytes: Buffer }>(
      `SELECT idx, bytes FROM keys.entry WHERE idx < $1 AND convert_from(bytes, 'UTF8')::jsonb ->> 'kind' = 'start'
       ORDER BY idx DESC LIMIT 1`,
      [size],
    )
    const entry = rows[0] && decodeEntry(rows[0].bytes)
    if (entry?.kind !== 'start') throw new Error('The ledger records no start of a key service.')
    const index = Number(rows[0]!.idx)
    const proof = tree.inclusion(index, size)
    if (!verifyInclusion(sha256, leafHash(sha256, rows[0]!.bytes), index, size, proof, root))
      throw new Error('The ledger is NOT whole: its entries do not give the root that its key signed.')
    return { reader: entry.reader, index, size, proof }
  } catch (error) {
    if (!(error instanceof LedgerMismatch)) throw error
    throw new Error(`The ledger is NOT whole: ${error.message} at ${error.index}.`, { cause: error })
  } finally {
    await client.end()
  }
}

/** @returns one sentence for each difference; none when the host serves exactly what the ledger records. */
export function readerDifferences(served: ServedReader, recorded: Start['reader']): string[] {
  const differences: string[] = []
  if (recorded['index.html'] === undefined) return ['The ledger records no reader.']
  if (digest(served.html) !== recorded['index.html'])
    differences.push(`The page differs: served ${digest(served.html)}, recorded ${recorded['index.html']}.`)
  // The file as reader/build.ts writes it, rebuilt from the header that a browser gets.
  const policyFile = `${JSON.stringify({ 'content-security-policy': served.policy })}\n`
  if (digest(policyFile) !== recorded['policy.json'])
    differences.push('The content security policy differs from the one recorded.')
  return differences
}

function digest(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}
