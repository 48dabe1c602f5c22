import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { toBase64 } from '#domain/bytes'
import { writeBundles } from './bundles'
import { readCheckpoints } from './data'
import { PROBLEMS, type Verdict } from './verify'
import { readVerifyOptions, USAGE, type VerifyDefaults } from './verify-options'
import { allEntries, verifyDatabase, verifyDirectory, verifyUrl } from './verify-sources'

/** @returns the exit status. Output goes line by line to `print`. */
export async function runVerify(
  args: string[],
  defaults: VerifyDefaults,
  print: (line: string) => void,
): Promise<0 | 1 | 2> {
  try {
    const options = readVerifyOptions(args, defaults)
    if (options === 'help') {
      print(USAGE)
      return 0
    }
    const { source, trusted, exportTo, tiles } = options
    if ('directory' in source) return report(await verifyDirectory(trusted, source.directory), print)
    if ('url' in source) return report(await verifyUrl(trusted, source.url, source.token), print)
    const client = new Client({ connectionString: source.database, connectionTimeoutMillis: 5_000 })
    await client.connect()
    try {
      const verdict = await verifyDatabase(client, trusted, tiles)
      const status = report(verdict, print)
      if (verdict.ok && exportTo !== undefined) await writeExport(client, exportTo, print)
      return status
    } finally {
      await client.end()
    }
  } catch (error) {
    print(error instanceof Error ? error.message : 'The ledger could not be read.')
    return 2
  }
}

async function writeExport(client: Client, directory: string, print: (line: string) => void): Promise<void> {
  const checkpoints = await readCheckpoints(client)
  const last = checkpoints.at(-1)
  if (!last) throw new Error('There is no signed checkpoint yet: nothing to export.')
  const entries = (async function* () {
    for await (const entry of allEntries(client)) {
      if (entry.index >= last.size) return
      yield entry
    }
  })()
  const count = await writeBundles(directory, last.note, entries)
  // Whoever still trusts a retired key follows it to the next by the checkpoint that first held the rotation.
  const { rows } = await client.query<{ idx: string }>(
    "SELECT idx FROM keys.entry_index WHERE kind = 'signer.rotated' AND idx < $1 ORDER BY idx",
    [last.size],
  )
  for (const { idx } of rows) {
    const handover = checkpoints.find(({ size }) => size > Number(idx))!
    await mkdir(path.join(directory, 'handover'), { recursive: true })
    await writeFile(path.join(directory, 'handover', String(handover.size)), handover.note)
  }
  print(`Exported ${count} entries to ${directory}.`)
}

function report(verdict: Verdict, print: (line: string) => void): 0 | 1 {
  if (!verdict.ok) {
    const tile = verdict.tile === undefined ? '' : ` (${verdict.tile})`
    print(`The ledger is NOT whole: ${PROBLEMS[verdict.problem]}${tile}; ${where(verdict)}.`)
    for (const fault of verdict.more.slice(0, 9))
      print(`  also: ${PROBLEMS[fault.problem]}; ${where(fault, 'bad')}.`)
    if (verdict.more.length > 9) print(`  and ${verdict.more.length - 9} more.`)
    return 1
  }
  const { size, checkpoints, root, cosigned } = verdict
  print(
    verdict.entriesRead
      ? `The ledger is whole: ${size} entries, ${checkpoints} signed checkpoints, root ${toBase64(root)}.`
      : `The tiles give the signed root of ${size} entries, ${toBase64(root)}. No entry was hashed: that takes an auditor key.`,
  )
  if (cosigned) {
    const names = cosigned.by.map((one) => one.witness).join(', ')
    const at = new Date((cosigned.atSeconds ?? 0) * 1_000).toISOString()
    print(
      cosigned.by.length === 0
        ? 'The policy asks for no witness.'
        : `Cosigned up to ${cosigned.checkpoint.size} entries by ${names}, at ${at}.`,
    )
  }
  return 0
}

function where({ index, to }: { index: number; to?: number }, first = 'first bad'): string {
  return to === undefined || to === index
    ? `${first} index ${index}`
    : `${first} index between ${index} and ${to}`
}
