import { createPrivateKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Client } from 'pg'
import { z } from 'zod'
import { toBase64 } from '#domain/bytes'
import { emptyRoot } from '#domain/merkle'
import { Trust } from '#domain/trust'
import { generatePrivatePem, rawPublicKey, vkeyOf } from '#lib/ed25519'
import { readNote, signersOf } from '#services/ledger/note-signers'
import type { Handler, Sequencer } from '#services/ledger/sequencer'
import { connectSequencer, tryTakeLock } from '#services/ledger/sequencer-connection'
import { sha256 } from '#services/ledger/tree'
import { runVerify } from '#services/ledger/verify-cli'
import {
  destroyFile,
  ensurePrivateFile,
  readPrivateFile,
  syncDirectory,
  writePrivateFile,
} from '../secrets/key-files'
import { LEDGER_FILES } from './ledger-signer'
import { ledgerFiles } from './publication'

/** In KEYD_HOME from the new ledger's making on: what its first entry says. */
export const ORIGIN_FILE = 'origin.json'
const NEXT_KEY = 'ledger.origin.pem'
const Origin = z.strictObject({
  previous: z.strictObject({
    origin: z.string(),
    vkey: z.string(),
    size: z.int().min(0),
    root: z.string().length(44),
  }),
  reason: z.enum(['compromise', 'loss']),
})
type Origin = z.infer<typeof Origin>

export type OriginPlan = {
  databaseUrl: string
  home: string
  trustFile: string
  /** Where the old ledger is exported to, before anything else. */
  exportDirectory: string
  reason: Origin['reason']
  /** The last cosigned checkpoint of the old ledger; the one beside the keys when it is not said. */
  checkpointFile?: string | undefined
  print: (line: string) => void
}

/**
 * Ends a ledger whose signing key is not trusted any more, and prepares the one that follows: exports and archives
 * the old one, makes a new key and a new origin, ends every session. A run that was cut short is finished by the next.
 * @throws Error while a key service runs, or when the old ledger does not verify up to the checkpoint that is named.
 */
export async function beginOrigin(plan: OriginPlan): Promise<{ trust: Trust; cosigned: boolean }> {
  const { home, trustFile } = plan
  const old = Trust.parse(JSON.parse(await readFile(trustFile, 'utf8')))
  const client = await connectSequencer(plan.databaseUrl)
  try {
    if (!(await tryTakeLock(client)))
      throw new Error('a key service is running on this ledger: stop it first')
    const { origin, cosigned } = await previousOf(plan, old)
    if (!(await isArchived(client, old.ledgerOrigin))) {
      const args = ['--database', plan.databaseUrl, '--trust', trustFile, '--export', plan.exportDirectory]
      const kept = cosigned ? ['--checkpoint', cosigned] : []
      if ((await runVerify([...args, ...kept], {}, plan.print)) !== 0)
        throw new Error('the old ledger does not verify: restore the database as it was cosigned first')
      await archive(client, old.ledgerOrigin)
    }
    await writePrivateFile(path.join(home, ORIGIN_FILE), `${JSON.stringify(origin)}\n`)
    return { trust: await replaceKey(home, trustFile, old), cosigned: cosigned !== undefined }
  } finally {
    await client.end()
  }
}

async function previousOf(
  plan: OriginPlan,
  old: Trust,
): Promise<{ origin: Origin; cosigned: string | undefined }> {
  const files = ledgerFiles(plan.home)
  const cosigned = plan.checkpointFile ?? (existsSync(files.cosigned) ? files.cosigned : undefined)
  const open = readNote(await readFile(cosigned ?? files.kept, 'utf8'))
  const [vkey] = open ? signersOf(open, [old.ledgerVkey, ...(old.ledgerOtherVkeys ?? [])]) : []
  if (!open || vkey === undefined)
    throw new Error('the checkpoint to go on from was not signed by the old ledger')
  const { origin, size, root } = open.checkpoint
  return { origin: { previous: { origin, vkey, size, root: toBase64(root) }, reason: plan.reason }, cosigned }
}

async function isArchived(client: Client, origin: string): Promise<boolean> {
  return (
    (await client.query('SELECT 1 FROM keys.entry_archive WHERE origin = $1 LIMIT 1', [origin])).rows.length >
    0
  )
}

/** One transaction: the old ledger is whole in one place or in the other. */
async function archive(client: Client, origin: string): Promise<void> {
  await client.query("BEGIN; SET LOCAL statement_timeout = '10min'")
  try {
    const copy = [
      'INSERT INTO keys.entry_archive SELECT $1, idx, bytes, leaf FROM keys.entry',
      'INSERT INTO keys.entry_index_archive SELECT $1, i.* FROM keys.entry_index i',
      'INSERT INTO keys.checkpoint_archive SELECT $1, size, note FROM keys.checkpoint',
    ]
    for (const text of copy) await client.query({ text, values: [origin], query_timeout: 600_000 } as never)
    await client.query('TRUNCATE keys.entry, keys.entry_index, keys.checkpoint')
    await client.query('UPDATE keys.head SET size = 0, root = $1', [Buffer.from(emptyRoot(sha256))])
    // Whoever had the key may have had more: everyone unlocks anew, and takes their case anew.
    await client.query('UPDATE keys.session SET revoked_at = now() WHERE revoked_at IS NULL')
    // What was asked for and approved stands in a ledger that is believed no more: it is asked for anew.
    await client.query(
      'UPDATE keys.access_grant SET revoked_at = now() WHERE revoked_at IS NULL AND access_id IS NOT NULL',
    )
    await client.query(
      `UPDATE keys.access_request SET state = CASE WHEN state = 'taken_up' THEN 'revoked' ELSE 'lapsed' END
       WHERE state IN ('waiting', 'approved', 'taken_up')`,
    )
    await client.query('DELETE FROM keys.worker_proposal')
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function replaceKey(home: string, trustFile: string, old: Trust): Promise<Trust> {
  const at = (name: string) => path.join(home, name)
  const pem = await ensurePrivateFile(at(NEXT_KEY), generatePrivatePem)
  const publicKey = rawPublicKey(createPrivateKey(pem))
  pem.fill(0)
  const ledgerOrigin = `countersign/ledger/${publicKey.subarray(0, 6).toString('hex')}`
  const { ledgerOtherVkeys: _keys, ledgerPolicy: _policy, ...kept } = old
  const trust = Trust.parse({ ...kept, ledgerOrigin, ledgerVkey: vkeyOf(ledgerOrigin, publicKey).vkey })
  await writePrivateFile(trustFile, `${JSON.stringify(trust, null, 2)}\n`)
  for (const name of [LEDGER_FILES.next, LEDGER_FILES.old, LEDGER_FILES.current]) await destroyFile(at(name))
  // The old ledger's files are in the export; left here, they would be held against the new one.
  const files = ledgerFiles(home)
  for (const file of [files.kept, files.cosigned, files.public, files.entries])
    await rm(file, { recursive: true, force: true })
  await rename(at(NEXT_KEY), at(LEDGER_FILES.current))
  await syncDirectory(home)
  return trust
}

const recordOrigin: Handler<Origin, null> = {
  name: 'origin',
  most: 1,
  run: async (tx, [input]) => {
    tx.append({ kind: 'origin', ...input! })
    return [null]
  },
}

/** The first entry of a ledger that follows another. */
export async function enterOrigin(home: string, sequencer: Sequencer): Promise<void> {
  const file = path.join(home, ORIGIN_FILE)
  if (sequencer.committed.size > 0 || !existsSync(file)) return
  const origin = Origin.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  await sequencer.submit(recordOrigin, origin)
}
