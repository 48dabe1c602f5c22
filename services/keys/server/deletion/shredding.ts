import { randomUUID } from 'node:crypto'
import type { Region } from '#domain/region'
import { destructionOf } from '#domain/retention'
import type { ShredReceipt } from '#domain/retention-requests'
import { formatSeqs, parseSeqs } from '#domain/seq-range'
import type { Appended, EntryIndex, LedgerTx } from '#services/ledger/append'
import type { EpochStore } from '../epochs/epoch-store'
import { eraseSalts } from '../epochs/wrapped-secrets'
import { tellFeed } from '../ledger/feed'
import { attachNewcomers, heldAmong } from './holds'

/** Positions of one report, or all of it. */
export type ShredTarget = { reportId: string; seqs?: readonly number[] }
export type ShredOrder = {
  what: ShredReceipt['what'] | ((wholeReports: boolean) => ShredReceipt['what'])
  ref: string
  region: Region
  who: string
  session: string
  search: EntryIndex
  targets: readonly ShredTarget[]
  /** Rationales that are due by themselves. */
  rationales?: readonly string[]
  /** An erasure waits for the end of a hold; what is merely due is found again. */
  waitsForHold: boolean
}
type Row = {
  id: string
  case_id: string
  dek: string
  epoch: string
  wrapped: Buffer | null
  message_count: number
  destroyed: string | null
}
/** A row that lost keys, and what is left of it. */
type Shredded = { row: Row; wrapped: Buffer | null; destroyed: string; lost: number }

/**
 * Destroys salts in the live rows, so that nothing is released from its commit on, and names every epoch that ever
 * wrapped them: an old dump opens under those, so they are to be destroyed too (destroy-epochs.ts). What a legal hold
 * covers is left and counted. @throws AppError `provider_unavailable` when rows cannot be rewritten.
 */
export async function shred(
  tx: LedgerTx,
  epochs: EpochStore,
  order: ShredOrder,
): Promise<{ receipt: ShredReceipt; entry: Appended }> {
  const rows = await lockReports(tx, order.targets)
  await attachNewcomers(
    tx,
    rows.map((row) => row.id),
  )
  const held = await heldAmong(
    tx,
    rows.map((row) => row.id),
  )
  const done: Shredded[] = []
  let heldCount = 0
  for (const row of rows) {
    const asked = askedOf(row, order.targets)
    if (asked.length === 0) continue
    if (!held.has(row.id)) done.push(shredRow(epochs, row, asked))
    else {
      heldCount += asked.length
      if (order.waitsForHold) await keepForLater(tx, order, row, asked)
    }
  }
  await writeRows(tx, done)
  const gone = await shredRationales(tx, done, order.rationales ?? [])
  const owners = [...done.map(({ row }) => row.id), ...gone.map((row) => row.decision_id)]
  const ended = await endEpochs(tx, epochs, owners, [
    ...done.map(({ row }) => row.epoch),
    ...gone.map((row) => row.epoch),
  ])
  const completeBy = Math.max(
    tx.now,
    ...ended.map(({ sealUntil }) => destructionOf(tx.now, sealUntil).completeBy),
  )

  const receiptId = randomUUID()
  const whole = done.length > 0 && done.every(({ wrapped }) => wrapped === null)
  const what = typeof order.what === 'string' ? order.what : order.what(whole)
  const count = done.reduce((sum, { lost }) => sum + lost, 0)
  const entry = tx.append(
    {
      ...{
        kind: 'shred',
        receipt: receiptId,
        what,
        ref: order.ref,
        region: order.region,
        count,
        held: heldCount,
      },
      ...{ who: order.who, session: order.session, effectiveAt: tx.now, completeBy },
    },
    order.search,
  )
  await tx.write(
    `INSERT INTO keys.shred_receipt (id, what, ref, region, count, held, effective_at, complete_by, idx)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[receiptId, what, order.ref, order.region, count, heldCount],
      ...[new Date(tx.now), new Date(completeBy), entry.index],
    ],
  )
  await tx.write('INSERT INTO keys.receipt_epoch (receipt_id, epoch) SELECT $1, unnest($2::text[])', [
    receiptId,
    ended.map(({ id }) => id),
  ])
  await tellFeed(
    tx,
    ...done.map(({ row, destroyed }) => ({
      kind: 'report.shredded' as const,
      ref: row.id,
      data: { seqs: destroyed, at: tx.now, completeBy },
    })),
    ...gone.map((row) => ({
      kind: 'rationale.shredded' as const,
      ref: row.decision_id,
      data: { at: tx.now },
    })),
  )
  const receipt = {
    receiptId,
    what,
    effectiveAt: tx.now,
    completeBy,
    count,
    held: heldCount,
    index: entry.index,
  }
  return { receipt, entry }
}

function lockReports(tx: LedgerTx, targets: readonly ShredTarget[]): Promise<Row[]> {
  return tx.query<Row>(
    `SELECT id, case_id, dek, epoch, wrapped, message_count, destroyed FROM keys.report
     WHERE id = ANY($1::uuid[]) AND shredded_at IS NULL ORDER BY id FOR UPDATE`,
    [targets.map((target) => target.reportId)],
  )
}

/** Positions that are asked for and not destroyed yet. */
function askedOf(row: Row, targets: readonly ShredTarget[]): number[] {
  const gone = new Set(row.destroyed === null ? [] : parseSeqs(row.destroyed))
  const asked = new Set(
    targets
      .filter((target) => target.reportId === row.id)
      .flatMap((target) => target.seqs ?? Array.from({ length: row.message_count }, (_, seq) => seq)),
  )
  return [...asked].filter((seq) => seq < row.message_count && !gone.has(seq))
}

function shredRow(epochs: EpochStore, row: Row, asked: readonly number[]): Shredded {
  const destroyed = formatSeqs([...asked, ...(row.destroyed === null ? [] : parseSeqs(row.destroyed))])
  const lost = asked.length
  if (parseSeqs(destroyed).length === row.message_count) return { row, wrapped: null, destroyed, lost }
  const epoch = epochs.get(row.epoch)
  if (!epoch || !row.wrapped) throw new Error('a report names an epoch that is not in the store')
  const wrapped = eraseSalts(epoch, { id: row.id, dek: row.dek, wrapped: row.wrapped }, asked)
  return { row, wrapped, destroyed, lost }
}

async function writeRows(tx: LedgerTx, done: readonly Shredded[]): Promise<void> {
  if (done.length === 0) return
  await tx.write(
    `UPDATE keys.report r SET wrapped = t.wrapped, destroyed = t.destroyed,
       shredded_at = CASE WHEN t.wrapped IS NULL THEN $4::timestamptz END
     FROM unnest($1::uuid[], $2::bytea[], $3::text[]) AS t (id, wrapped, destroyed) WHERE r.id = t.id`,
    [
      done.map(({ row }) => row.id),
      done.map(({ wrapped }) => wrapped),
      done.map(({ destroyed }) => destroyed),
      new Date(tx.now),
    ],
  )
  // Fewer open reports must not make room for one that joined unseen: a decision counts what its holder was given.
  await tx.write(
    `UPDATE keys.review_case c SET acknowledged = greatest(c.acknowledged - t.gone, 0)
     FROM (SELECT case_id, count(*)::int AS gone FROM keys.report
       WHERE id = ANY($1::uuid[]) AND decision_id IS NULL GROUP BY case_id) AS t
     WHERE c.id = t.case_id`,
    [done.filter(({ wrapped }) => wrapped === null).map(({ row }) => row.id)],
  )
}

type GoneRationale = { decision_id: string; epoch: string }

/** What was written about a case goes with the last of its reports, or when it is due; never while one is held. */
async function shredRationales(
  tx: LedgerTx,
  done: readonly Shredded[],
  due: readonly string[],
): Promise<GoneRationale[]> {
  const cases = [...new Set(done.map(({ row }) => row.case_id))]
  return tx.query<GoneRationale>(
    `UPDATE keys.rationale a SET wrapped = NULL, shredded_at = $3
     WHERE a.shredded_at IS NULL
       AND (a.decision_id = ANY($2::uuid[]) OR a.case_id = ANY($1::uuid[]) AND NOT EXISTS (
         SELECT 1 FROM keys.report r WHERE r.case_id = a.case_id AND r.shredded_at IS NULL))
       AND NOT EXISTS (
         SELECT 1 FROM keys.report r JOIN keys.hold_item i ON i.report_id = r.id
           JOIN keys.hold h ON h.id = i.hold_id AND h.lifted_at IS NULL
         WHERE r.case_id = a.case_id)
     RETURNING a.decision_id, a.epoch`,
    [cases, due, new Date(tx.now)],
  )
}

async function keepForLater(
  tx: LedgerTx,
  order: ShredOrder,
  row: Row,
  asked: readonly number[],
): Promise<void> {
  const what = typeof order.what === 'string' ? order.what : order.what(asked.length === row.message_count)
  await tx.write(
    `INSERT INTO keys.pending_shred (report_id, ref, what, seqs, since) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (report_id, ref) DO NOTHING`,
    [row.id, order.ref, what, formatSeqs(asked), new Date(tx.now)],
  )
}

/** Marks every epoch that wraps these owners, or did, as one to destroy. */
async function endEpochs(
  tx: LedgerTx,
  epochs: EpochStore,
  owners: readonly string[],
  present: readonly string[],
): Promise<{ id: string; sealUntil: number }[]> {
  const former = await tx.query<{ epoch: string }>(
    'SELECT DISTINCT epoch FROM keys.former_epoch WHERE owner = ANY($1::uuid[])',
    [owners],
  )
  const touched = new Set([...present, ...former.map((row) => row.epoch)])
  const records = epochs.records().filter((record) => touched.has(record.id))
  await tx.write(
    `INSERT INTO keys.ended_epoch (epoch, region, retention, destroy_after)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) ON CONFLICT (epoch) DO NOTHING`,
    [
      records.map((record) => record.id),
      records.map((record) => record.region),
      records.map((record) => record.retention),
      records.map((record) => new Date(destructionOf(tx.now, record.sealUntil).after)),
    ],
  )
  return records.map(({ id, sealUntil }) => ({ id, sealUntil }))
}
