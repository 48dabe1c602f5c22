import path from 'node:path'
import type { Pool } from 'pg'
import { toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import type { Trust } from '#domain/trust'
import { parsePolicy, type WitnessPolicy } from '#domain/witness-policy'
import type { Log } from '#lib/log'
import { Publisher } from '#services/ledger/publisher'
import type { Handler, Sequencer } from '#services/ledger/sequencer'
import { TileWriter } from '#services/ledger/tile-writer'
import { sha256 } from '#services/ledger/tree'
import type { KeyMetrics } from '../metrics'
import { writePrivateFile } from '../secrets/key-files'

/** Where the ledger's files lie. */
export function ledgerFiles(home: string, publicDirectory?: string) {
  return {
    /** The newest signed checkpoint, and the newest cosigned one. */
    kept: path.join(home, 'checkpoint'),
    cosigned: path.join(home, 'cosigned'),
    public: publicDirectory ?? path.join(home, 'public'),
    /** Bundles of entries: for auditors. */
    entries: path.join(home, 'entries'),
  }
}
export type LedgerFiles = ReturnType<typeof ledgerFiles>

export type KeptCheckpoints = ReturnType<typeof keepCheckpoints>

/** Keeps the newest signed checkpoint beside the keys: one write after the other, so that none is undone by an older. */
export function keepCheckpoints(file: string, log: Log) {
  let writing: Promise<void> = Promise.resolve()
  return {
    keep: (note: string) => {
      writing = writing
        .then(() => writePrivateFile(file, note))
        .catch((error: unknown) => log.error('a checkpoint was not kept', { error }))
    },
    settled: () => writing,
  }
}

/** @throws Error when the trust file's policy cannot be used: a witness that is not asked would go unnoticed. */
export function policyOf(trust: Trust): WitnessPolicy | undefined {
  if (trust.ledgerPolicy === undefined) return undefined
  try {
    return parsePolicy(trust.ledgerPolicy)
  } catch (error) {
    throw new Error(
      `the trust file's ledgerPolicy cannot be used: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

/** Publishes the committed ledger as tiles, and has it cosigned where the policy names witnesses. */
export function startPublication(options: {
  sequencer: Sequencer
  pool: Pool
  files: LedgerFiles
  policy: WitnessPolicy | undefined
  metrics: KeyMetrics
  now: () => number
  log: Log
}): Publisher {
  const { sequencer, pool, files, policy, metrics, now, log } = options
  const readBytes = async (from: number, limit: number) => {
    const { rows } = await pool.query<{ bytes: Buffer }>(
      'SELECT bytes FROM keys.entry WHERE idx >= $1 ORDER BY idx LIMIT $2',
      [from, limit],
    )
    return rows.map((row) => row.bytes)
  }
  const tiles = new TileWriter(
    { public: files.public, private: files.entries },
    sequencer.treeView,
    readBytes,
  )
  const publisher = new Publisher({
    committed: () => sequencer.committed,
    consistency: (old, size) => sequencer.consistency(old, size),
    tiles,
    policy,
    cosignedFile: files.cosigned,
    now,
    onTrouble: (error) => log.warn('the ledger is not published', { error }),
    onContradiction: () => log.error('a witness has cosigned another history than this ledger'),
    onSubmitted: metrics.onWitness,
  })
  metrics.observeCosigned(() => publisher.state, now)
  publisher.start()
  return publisher
}

/** The fact that an auditor reads entries as files, at most once in ten minutes for each key. */
export const recordAuditorRead: Handler<{ auditor: string; size: number }, object> = {
  name: 'auditor-read',
  most: 1,
  run: async (tx, [input]) => {
    const { auditor, size } = input!
    const who = `auditor:${auditor}`
    const filter = toBase64Url(sha256(utf8(canonicalJson({ files: 'tile/entries', size }))))
    tx.append({ kind: 'ledger.read', who, session: who, filter, count: size }, { personId: who })
    return [{}]
  },
}
