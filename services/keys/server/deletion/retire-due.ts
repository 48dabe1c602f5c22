import type { Region } from '#domain/region'
import { DAY_MS } from '#domain/retention'
import type { ShredReceipt } from '#domain/retention-requests'
import { parseSeqs } from '#domain/seq-range'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import type { EpochStore } from '../epochs/epoch-store'
import { attachNewcomers } from './holds'
import { shred } from './shredding'

/** Reports of one run: one commit must not take long. */
const BATCH = 500
/** A box that could not be adopted is kept this long for whoever finds out why. */
const QUARANTINE_MS = 30 * DAY_MS
const BY_ITSELF = { who: 'system', session: 'none', search: {} }

/** Not covered by a live hold, as far as holds are entered. */
const FREE = (report: string) => `NOT EXISTS (SELECT 1 FROM keys.hold_item i
  JOIN keys.hold h ON h.id = i.hold_id AND h.lifted_at IS NULL WHERE i.report_id = ${report})`

/**
 * Destroys the keys of what is due, and of erasures whose hold was lifted. @returns how many rows there were: run it
 * again while there are any.
 */
export const retireDue: Handler<{ epochs: EpochStore }, number> = {
  name: 'retire-due',
  most: 1,
  run: async (tx, [input]) => {
    const { epochs } = input!
    await tx.write('DELETE FROM keys.quarantine WHERE at < $1', [new Date(tx.now - QUARANTINE_MS)])
    return [
      (await retirePending(tx, epochs)) +
        (await retireReports(tx, epochs)) +
        (await retireRationales(tx, epochs)),
    ]
  },
}

type Due = { id: string; region: Region; retention: string }

async function retireReports(tx: LedgerTx, epochs: EpochStore): Promise<number> {
  const find = () =>
    tx.query<Due>(
      `SELECT r.id, c.region, r.retention FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id
       WHERE r.due_at <= $1 AND r.shredded_at IS NULL AND ${FREE('r.id')} ORDER BY r.due_at, r.id LIMIT ${BATCH}`,
      [new Date(tx.now)],
    )
  const found = await find()
  if (found.length === 0) return 0
  await attachNewcomers(
    tx,
    found.map((row) => row.id),
  )
  // Those that a hold has caught up with are not due any more, and must not be asked for again and again.
  const due = await find()
  for (const group of grouped(due, ({ region, retention }) => `${region} ${retention}`)) {
    const { region, retention } = group[0]!
    await shred(tx, epochs, {
      ...{ what: 'retention', ref: retention, region, ...BY_ITSELF, waitsForHold: false },
      targets: group.map(({ id }) => ({ reportId: id })),
    })
  }
  return due.length
}

async function retireRationales(tx: LedgerTx, epochs: EpochStore): Promise<number> {
  const due = await tx.query<{ id: string; region: Region }>(
    `SELECT a.decision_id AS id, c.region FROM keys.rationale a JOIN keys.review_case c ON c.id = a.case_id
     WHERE a.due_at <= $1 AND a.shredded_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM keys.report r WHERE r.case_id = a.case_id AND NOT (${FREE('r.id')}))
     ORDER BY a.due_at LIMIT ${BATCH}`,
    [new Date(tx.now)],
  )
  for (const group of grouped(due, ({ region }) => region))
    await shred(tx, epochs, {
      ...{ what: 'retention', ref: 'rationale', region: group[0]!.region, ...BY_ITSELF, waitsForHold: false },
      targets: [],
      rationales: group.map(({ id }) => id),
    })
  return due.length
}

type Pending = { report_id: string; ref: string; what: ShredReceipt['what']; seqs: string; region: Region }

/** Erasures that waited for a hold: now nothing keeps them. */
async function retirePending(tx: LedgerTx, epochs: EpochStore): Promise<number> {
  const rows = await tx.query<Pending>(
    `SELECT p.report_id, p.ref, p.what, p.seqs, c.region
     FROM keys.pending_shred p JOIN keys.report r ON r.id = p.report_id JOIN keys.review_case c ON c.id = r.case_id
     WHERE ${FREE('p.report_id')} ORDER BY p.since LIMIT ${BATCH}`,
  )
  if (rows.length === 0) return 0
  await tx.write(
    'DELETE FROM keys.pending_shred p USING unnest($1::uuid[], $2::text[]) AS t (id, ref) WHERE p.report_id = t.id AND p.ref = t.ref',
    [rows.map((row) => row.report_id), rows.map((row) => row.ref)],
  )
  for (const group of grouped(rows, ({ ref, what, region }) => `${ref} ${what} ${region}`)) {
    const { ref, what, region } = group[0]!
    await shred(tx, epochs, {
      ...{ what, ref, region, ...BY_ITSELF, waitsForHold: true },
      targets: group.map(({ report_id, seqs }) => ({ reportId: report_id, seqs: parseSeqs(seqs) })),
    })
  }
  return rows.length
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return [...groups.values()]
}
