import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { toBase64 } from '#domain/bytes'
import { Trust } from '#domain/trust'
import { readBundles, writeBundles } from './bundles'
import { readCheckpoints, readEntries, readHead, type StoredEntry } from './data'
import { openCheckpoint, PROBLEMS, type Verdict, verifyLedger } from './verify'

export const USAGE = `Verifies the ledger: every stored byte, the tree, and every signed checkpoint.

  npm run ledger:verify                          the trial of this checkout
  npm run ledger:verify -- --database URL        a database, read as a role that may read schema keys
  npm run ledger:verify -- --dir DIRECTORY       an export, without any database
  npm run ledger:verify -- --export DIRECTORY    verifies the database, then writes such an export

  --vkey KEY         the ledger's verifier key; otherwise taken from --trust
  --trust FILE       the trust file (default: TRUST_FILE)
  --checkpoint FILE  a checkpoint that you kept: the ledger must still contain it

Exit status 0 when the ledger is whole, 1 when it is not, 2 when it could not be read.`

/** What the command takes when it is told nothing: the running trial, or the environment. */
export type VerifyDefaults = { database?: string; trustFile?: string; keptCheckpoint?: string }

/** @returns the exit status. Output goes line by line to `print`. */
export async function runVerify(
  args: string[],
  defaults: VerifyDefaults,
  print: (line: string) => void,
): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        database: { type: 'string' },
        dir: { type: 'string' },
        export: { type: 'string' },
        vkey: { type: 'string' },
        trust: { type: 'string' },
        checkpoint: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) {
      print(USAGE)
      return 0
    }
    const vkey = values.vkey ?? vkeyFrom(values.trust ?? defaults.trustFile)
    // The checkpoint beside the trial's keys speaks of the trial's database only.
    const local = values.dir === undefined && values.database === undefined
    const keptFile = values.checkpoint ?? (local ? defaults.keptCheckpoint : undefined)
    const kept =
      keptFile && (values.checkpoint || existsSync(keptFile)) ? [readFileSync(keptFile, 'utf8')] : []
    if (values.dir !== undefined) return report(await verifyDirectory(vkey, values.dir, kept), print)
    const database = values.database ?? defaults.database
    if (database === undefined)
      throw new Error('There is no running trial here: give --database URL or --dir DIRECTORY.')
    return await withDatabase(database, async (client) => {
      const verdict = await verifyDatabase(client, vkey, kept)
      const status = report(verdict, print)
      if (verdict.ok && values.export !== undefined) await exportTo(client, values.export, print)
      return status
    })
  } catch (error) {
    print(error instanceof Error ? error.message : 'The ledger could not be read.')
    return 2
  }
}

export async function verifyDatabase(client: Client, vkey: string, kept: string[] = []): Promise<Verdict> {
  // One snapshot, so that a running sequencer does not look like a contradiction.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    const head = await readHead(client)
    const notes = [...(await readCheckpoints(client)).map((row) => row.note), ...kept]
    return await verifyLedger(vkey, { entries: allEntries(client), notes, head })
  } finally {
    await client.query('COMMIT')
  }
}

export async function verifyDirectory(
  vkey: string,
  directory: string,
  kept: string[] = [],
): Promise<Verdict> {
  const note = readFileSync(path.join(directory, 'checkpoint'), 'utf8')
  const checkpoint = openCheckpoint(vkey, note)
  if (!checkpoint) return { ok: false, problem: 'bad_checkpoint_signature', index: 0 }
  const entries = readBundles(directory, checkpoint.size)
  return verifyLedger(vkey, { entries, notes: [note, ...kept] })
}

async function* allEntries(client: Client): AsyncGenerator<StoredEntry> {
  for (let from = 0; ; ) {
    const entries = await readEntries(client, from, 5_000)
    yield* entries
    if (entries.length === 0) return
    from = entries.at(-1)!.index + 1
  }
}

async function exportTo(client: Client, directory: string, print: (line: string) => void): Promise<void> {
  const last = (await readCheckpoints(client)).at(-1)
  if (!last) throw new Error('There is no signed checkpoint yet: nothing to export.')
  const entries = (async function* () {
    for await (const entry of allEntries(client)) {
      if (entry.index >= last.size) return
      yield entry
    }
  })()
  const count = await writeBundles(directory, last.note, entries)
  print(`Exported ${count} entries to ${directory}.`)
}

function vkeyFrom(file: string | undefined): string {
  if (file === undefined) throw new Error('Give the ledger’s verifier key: --vkey KEY, or --trust FILE.')
  if (!existsSync(file))
    throw new Error('There is no trust file here: start the trial once, or give --trust FILE.')
  return Trust.parse(JSON.parse(readFileSync(file, 'utf8'))).ledgerVkey
}

async function withDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function report(verdict: Verdict, print: (line: string) => void): 0 | 1 {
  if (verdict.ok) {
    print(
      `The ledger is whole: ${verdict.size} entries, ${verdict.checkpoints} signed checkpoints, root ${toBase64(verdict.root)}.`,
    )
    return 0
  }
  const where =
    verdict.to === undefined || verdict.to === verdict.index
      ? `first bad index ${verdict.index}`
      : `first bad index between ${verdict.index} and ${verdict.to}`
  print(`The ledger is NOT whole: ${PROBLEMS[verdict.problem]}; ${where}.`)
  return 1
}
