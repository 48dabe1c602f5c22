import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { WORKER_SCOPES } from '#domain/identity-requests'
import type { Trust } from '#domain/trust'
import type { Log } from '#lib/log'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import type { EnrolledStaff } from '../people/enrolled-staff'
import { pseudonymOf, workerPseudonym } from '../people/pseudonym'
import { installedVersion } from './installation'

/**
 * What the `start` entry says of the reader. @throws Error when there is none and production means its promises.
 */
export async function readReader(options: {
  readerDir: string
  mode: 'trial' | 'production'
  log: Log
}): Promise<Record<string, string>> {
  if (existsSync(options.readerDir)) return hashReaderFiles(options.readerDir)
  if (options.mode === 'production')
    throw new Error('READER_DIR does not exist: the start entry must name the reader')
  options.log.warn('there is no reader to name in the start entry')
  return {}
}

/** SHA-256 of every file that the reader's host serves, base64url, by path. */
async function hashReaderFiles(directory: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(directory, file).split(path.sep).join('/')
    hashes[name] = toBase64Url(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    )
  }
  return hashes
}

/** First of every run: who the staff are, unless an admin has since changed them, and what runs. */
export const recordStart: Handler<
  { trust: Trust; staff: EnrolledStaff; reader: Record<string, string> },
  object
> = {
  name: 'start',
  most: 1,
  run: async (tx, [input]) => {
    const { trust, staff, reader } = input!
    await tx.write(
      `INSERT INTO keys.person (id, roles, regions, salt)
       SELECT t.id, ARRAY(SELECT jsonb_array_elements_text(t.roles)), ARRAY(SELECT jsonb_array_elements_text(t.regions)), t.salt
       FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::bytea[]) AS t (id, roles, regions, salt)
       ON CONFLICT (id) DO NOTHING`,
      [
        staff.map((person) => person.personId),
        staff.map((person) => JSON.stringify(person.roles)),
        staff.map((person) => JSON.stringify(person.regions)),
        staff.map(() => randomBytes(32)),
      ],
    )
    const salts = await tx.query<{ id: string; salt: Buffer }>(
      'SELECT id, salt FROM keys.person WHERE id = ANY($1::uuid[]) ORDER BY id',
      [staff.map((person) => person.personId)],
    )
    await enterWorkers(tx, trust)
    tx.append({
      kind: 'start',
      mode: trust.mode,
      version: installedVersion(),
      reader,
      regions: trust.regionIdentities,
      intakeKeys: trust.intakeKeys,
      workers: trust.workers.map((worker) => workerPseudonym(worker.name)),
      trialStaff: salts.map((person) => pseudonymOf(person.salt, person.id)),
    })
    return [{}]
  },
}

/** Workers that nobody knows yet get every scope; what an admin or a rotation has changed since, stands. */
async function enterWorkers(tx: LedgerTx, trust: Trust): Promise<void> {
  for (const { name, publicKey } of trust.workers)
    await tx.write(
      `INSERT INTO keys.worker_identity (name, public_key, scopes, since)
       SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM keys.worker_identity WHERE name = $1)`,
      [name, Buffer.from(fromBase64Url(publicKey)), [...WORKER_SCOPES], new Date(tx.now)],
    )
}
