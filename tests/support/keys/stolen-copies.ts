import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Client } from 'pg'
import { fromHex } from '#domain/bytes'
import { boxInfo } from '#domain/envelope'
import { decodeManifest } from '#domain/manifest'
import { HPKE_ENC_BYTES, hpkeOpen } from '#lib/hpke'
import { type OpenedEpoch, openEpochFile, parseEpochFile } from '#services/keys/server/epochs/epoch-file'
import { deriveReleasedKeys } from '#services/keys/server/epochs/wrapped-secrets'
import { localKeyProvider } from '#services/keys/server/root-key/local-provider'
import { sha256 } from '#services/ledger/tree'

type Row = Record<string, unknown>
/** Every row of every table, by its name: what `pg_dump` would have written at that moment. */
export type Dump = Map<string, Row[]>

export async function dumpDatabase(owner: Client): Promise<Dump> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('keys', 'door', 'feed', 'public') ORDER BY 1`,
  )
  const dump: Dump = new Map()
  for (const { name } of tables) dump.set(name, (await owner.query<Row>(`SELECT * FROM ${name}`)).rows)
  return dump
}

/** Every epoch that a copy of KEYD_HOME opens with its root key. */
export async function openKeyStore(home: string): Promise<OpenedEpoch[]> {
  const provider = await localKeyProvider(home)
  const directory = path.join(home, 'epochs')
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'))
  return Promise.all(
    names.map(async (name) =>
      openEpochFile(provider, parseEpochFile(await readFile(path.join(directory, name))).file),
    ),
  )
}

/**
 * Tries every key against every box and every wrapped row of a dump, with what the rows themselves say as context.
 * @returns `<report or decision id>:<position>` of each message whose key comes out.
 */
export function messagesThatOpen(dump: Dump, epochs: readonly OpenedEpoch[]): Set<string> {
  const open = new Set<string>()
  for (const [table, owner] of [
    ['keys.report', 'id'],
    ['keys.rationale', 'decision_id'],
  ] as const)
    for (const row of dump.get(table)!) {
      const wrapped = row.wrapped as Buffer | null
      if (wrapped === null) continue
      const id = String(row[owner])
      for (let seq = 0; seq < decodeManifest(row.manifest as Buffer).messages.length; seq++)
        for (const keys of epochs)
          if (
            works(() => deriveReleasedKeys(epochOf(row, keys), { id, dek: String(row.dek), wrapped }, [seq]))
          )
            open.add(`${id}:${seq}`)
    }
  for (const table of ['door.box', 'keys.quarantine'])
    for (const row of dump.get(table)!) {
      const bytes = row.manifest as Buffer
      const box = row.box as Buffer
      const manifest = decodeManifest(bytes)
      const info = boxInfo({ ...manifest, dekId: fromHex(manifest.dek) })
      for (const { privateKey } of epochs)
        if (
          works(() =>
            hpkeOpen(
              privateKey,
              box.subarray(0, HPKE_ENC_BYTES),
              info,
              sha256(bytes),
              box.subarray(HPKE_ENC_BYTES),
            ),
          )
        )
          for (const { seq } of manifest.messages) open.add(`${manifest.report}:${seq}`)
    }
  return open
}

/** The row names its epoch; whoever tries keys does not care whether it is theirs. */
function epochOf(row: Row, keys: OpenedEpoch) {
  return { record: { id: String(row.epoch) }, signed: {}, ...keys } as Parameters<
    typeof deriveReleasedKeys
  >[0]
}

function works(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
