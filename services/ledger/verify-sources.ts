import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import { hashTiles } from '#domain/tiled-ledger'
import { readCheckpoints, readEntries, readHead, type StoredEntry } from './data'
import { firstDifferentEntry } from './localise'
import { readNote, signersOf } from './note-signers'
import { fetchFile, SourceError, tilesAtUrl, tilesInDirectory } from './tile-source'
import { type Trusted, type Verdict, verifyLedger, verifyTiles } from './verify'

/**
 * Verifies a database in one snapshot, so that a running sequencer does not look like a contradiction.
 * @param tiles directory of published tiles, asked only when no single entry can be named without them.
 */
export async function verifyDatabase(
  client: Client,
  trusted: string | Trusted,
  tiles?: string,
): Promise<Verdict> {
  const trust = typeof trusted === 'string' ? { vkeys: [trusted] } : trusted
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    const head = await readHead(client)
    const notes = (await readCheckpoints(client)).map((row) => row.note)
    const verdict = await verifyLedger(trust, { entries: allEntries(client), notes, head })
    if (verdict.ok || tiles === undefined || verdict.to === undefined || verdict.to === verdict.index)
      return verdict
    const published = readNote(readIfThere(path.join(tiles, 'checkpoint')) ?? '')
    if (!published || signersOf(published, trust.vkeys).length === 0) return verdict
    const read = hashTiles(tilesInDirectory(tiles), published.checkpoint.size)
    const { index, to } = verdict
    const exact = await firstDifferentEntry(client, read, published.checkpoint, index, to)
    if (exact === undefined) return verdict
    const { to: _range, ...rest } = verdict
    return { ...rest, index: exact }
  } finally {
    await client.query('COMMIT')
  }
}

/** Verifies an export. @throws Error when it has no checkpoint. */
export async function verifyDirectory(trusted: string | Trusted, directory: string): Promise<Verdict> {
  const trust = typeof trusted === 'string' ? { vkeys: [trusted] } : trusted
  const checkpoint = readFileSync(path.join(directory, 'checkpoint'), 'utf8')
  const handovers = path.join(directory, 'handover')
  return verifyTiles(trust, {
    checkpoint,
    tiles: tilesInDirectory(directory),
    handovers: filesIn(handovers).map((name) => readFileSync(path.join(handovers, name), 'utf8')),
  })
}

/** Verifies what a host serves. Without an auditor's token only tiles, checkpoint and history can be checked. */
export async function verifyUrl(trusted: Trusted, url: string, token?: string): Promise<Verdict> {
  const checkpoint = await fetchFile(url, 'checkpoint')
  if (!checkpoint) throw new SourceError('There is no checkpoint at this address.')
  return verifyTiles(trusted, {
    checkpoint: checkpoint.toString('utf8'),
    tiles: tilesAtUrl(url, token),
    entries: token !== undefined,
  })
}

export async function* allEntries(client: Client): AsyncGenerator<StoredEntry> {
  // The next rows are on their way while these are hashed.
  let next = readEntries(client, 0, CHUNK)
  for (;;) {
    const entries = await next
    if (entries.length === 0) return
    next = readEntries(client, entries.at(-1)!.index + 1, CHUNK)
    // Thrown where it is waited for.
    next.catch(() => undefined)
    yield* entries
  }
}
const CHUNK = 5_000

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
