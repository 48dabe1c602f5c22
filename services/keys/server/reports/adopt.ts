import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { dueAt } from '#domain/retention'
import { inTransaction } from '#lib/database'
import type { Log } from '#lib/log'
import type { EpochStore } from '../epochs/epoch-store'
import { type BoxProblem, manifestSignedBy, type OpenedBox, openBox, readManifest } from './sealed-box'

export type AdoptionContext = {
  pool: Pool
  epochs: EpochStore
  /** Intake's public keys by their base64url. */
  intakeKeys: ReadonlyMap<string, KeyObject>
  now(): number
  log: Log
  /** The sequencer, not this process's existence, says who may write. */
  active(): boolean
  onAdopted?: (reports: number, refused: number) => void
}

type BoxRow = {
  report_id: string
  case_id: string
  dek: string
  box: Buffer
  manifest: Buffer
  signature: Buffer
  sealer: string
  created_at: Date
}
type CaseRow = { id: string; platform: string; region: string; conversation: string }

const BATCH = 100
const BUSY_PAUSE_MS = 2
const IDLE_PAUSE_MS = 60
const TROUBLE_PAUSE_MS = 500

/**
 * Adopts sealed reports as they come: checks the manifest, opens the box, wraps its secrets under the epoch,
 * deletes the box and tells the feed, in one transaction a batch. A box that fails a check is quarantined and
 * reported; it never holds up the others.
 *
 * @returns a function that stops the loop and waits for the batch in hand.
 */
export function startAdoption(context: AdoptionContext): () => Promise<void> {
  let stopped = false
  let cancelPause: (() => void) | undefined
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      cancelPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const loop = (async () => {
    let size = BATCH
    while (!stopped) {
      try {
        const taken = context.active() ? await adoptBatch(context, size) : 0
        size = BATCH
        await pause(taken === BATCH ? BUSY_PAUSE_MS : IDLE_PAUSE_MS)
      } catch (error) {
        // A row that PostgreSQL will not store must not stop the rest: alone, it is quarantined.
        const lone = size === 1
        if (isRowError(error)) {
          size = 1
          if (lone)
            await quarantineFirst(context).catch(async (trouble: unknown) => {
              context.log.error('a box can be neither adopted nor quarantined', { error: trouble })
              await pause(TROUBLE_PAUSE_MS)
            })
        } else {
          context.log.warn('adoption waits for the database', { error })
          await pause(TROUBLE_PAUSE_MS)
        }
      }
    }
  })()
  return async () => {
    stopped = true
    cancelPause?.()
    await loop
  }
}

/** Class 22: a value that cannot be stored. Class 23: a constraint. */
function isRowError(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: string }).code ?? ''))
}

/** @returns how many boxes were dealt with. */
export async function adoptBatch(context: AdoptionContext, size = BATCH): Promise<number> {
  return inTransaction(context.pool, async (client) => {
    const { rows } = await client.query<BoxRow>(
      `SELECT report_id, case_id, dek, box, manifest, signature, sealer, created_at
       FROM door.box ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [size],
    )
    if (rows.length === 0) return 0
    const known = await readKnown(client, rows)
    const adopted: { row: BoxRow; opened: OpenedBox }[] = []
    const refused: { row: BoxRow; code: BoxProblem }[] = []
    for (const row of rows) {
      const result = checkBox(context, known, row)
      if (typeof result === 'string') refused.push({ row, code: result })
      else adopted.push({ row, opened: result })
    }
    const now = new Date(context.now())
    await storeAdopted(client, adopted, now)
    await storeRefused(client, refused, now)
    await client.query('DELETE FROM door.box WHERE report_id = ANY($1)', [rows.map((row) => row.report_id)])
    await tellFeed(client, adopted, refused)
    context.onAdopted?.(adopted.length, refused.length)
    for (const { row, code } of refused)
      context.log.warn('a box was refused', { reportId: row.report_id, code })
    return rows.length
  })
}

type Known = { cases: Map<string, CaseRow>; deks: Set<string>; reports: Set<string> }

async function readKnown(client: PoolClient, rows: BoxRow[]): Promise<Known> {
  const cases = await client.query<CaseRow>(
    'SELECT id, platform, region, conversation FROM keys.review_case WHERE id = ANY($1)',
    [rows.map((row) => row.case_id)],
  )
  const reports = await client.query<{ id: string; dek: string }>(
    'SELECT id, dek FROM keys.report WHERE id = ANY($1) OR dek = ANY($2)',
    [rows.map((row) => row.report_id), rows.map((row) => row.dek)],
  )
  return {
    cases: new Map(cases.rows.map((row) => [row.id, row])),
    deks: new Set(reports.rows.map((row) => row.dek)),
    reports: new Set(reports.rows.map((row) => row.id)),
  }
}

/** Takes note of what it accepts, so that two boxes of one batch are held against each other too. */
function checkBox(context: AdoptionContext, known: Known, row: BoxRow): OpenedBox | BoxProblem {
  const unsigned = manifestSignedBy(context.intakeKeys, row.sealer, row.manifest, row.signature)
  if (unsigned) return unsigned
  const manifest = readManifest(row.manifest, row.dek, row.report_id)
  if (typeof manifest === 'string') return manifest
  if (known.deks.has(row.dek) || known.reports.has(row.report_id)) return 'dek_reused'
  const bound = known.cases.get(row.case_id)
  const { platform, region, conversation } = manifest
  if (
    bound &&
    (bound.platform !== platform || bound.region !== region || bound.conversation !== conversation)
  )
    return 'other_conversation'
  const opened = openBox(context.epochs, manifest, row.manifest, row.box)
  if (!opened.ok) return opened.code
  known.deks.add(row.dek)
  known.reports.add(row.report_id)
  if (!bound) known.cases.set(row.case_id, { id: row.case_id, platform, region, conversation })
  return opened
}

async function storeAdopted(
  client: PoolClient,
  adopted: { row: BoxRow; opened: OpenedBox }[],
  now: Date,
): Promise<void> {
  if (adopted.length === 0) return
  const manifests = adopted.map(({ opened }) => opened.manifest)
  const caseIds = adopted.map(({ row }) => row.case_id)
  await client.query(
    `INSERT INTO keys.review_case (id, platform, region, conversation, subject, adopted_at)
     SELECT DISTINCT ON (t.id) t.id, t.platform, t.region, t.conversation, t.subject, $6
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS t (id, platform, region, conversation, subject)
     ON CONFLICT (id) DO NOTHING`,
    [
      caseIds,
      manifests.map((manifest) => manifest.platform),
      manifests.map((manifest) => manifest.region),
      manifests.map((manifest) => manifest.conversation),
      manifests.map((manifest) => manifest.subject),
      now,
    ],
  )
  await client.query(
    `INSERT INTO keys.report (id, case_id, dek, epoch, wrapped, manifest, reporter, subject, message_count, retention,
       due_at, adopted_at)
     SELECT t.*, $12::timestamptz
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::text[],
       $9::int[], $10::text[], $11::timestamptz[]) AS t`,
    [
      adopted.map(({ row }) => row.report_id),
      caseIds,
      adopted.map(({ row }) => row.dek),
      manifests.map((manifest) => manifest.epoch),
      adopted.map(({ opened }) => opened.wrapped),
      adopted.map(({ row }) => row.manifest),
      manifests.map((manifest) => manifest.reporter),
      manifests.map((manifest) => manifest.subject),
      manifests.map((manifest) => manifest.messages.length),
      adopted.map(({ opened }) => opened.retention),
      adopted.map(({ opened }) => dueDate(opened.retention, now)),
      now,
    ],
  )
}

/** Counted from its arrival by our clock, which nobody outside sets. */
function dueDate(retention: string, now: Date): Date | null {
  const due = dueAt(retention, now.getTime())
  return due === undefined ? null : new Date(due)
}

async function storeRefused(
  client: PoolClient,
  refused: { row: BoxRow; code: BoxProblem }[],
  now: Date,
): Promise<void> {
  for (const { row, code } of refused)
    await client.query(
      `INSERT INTO keys.quarantine
         (report_id, case_id, dek, box, manifest, signature, sealer, created_at, code, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (report_id) DO NOTHING`,
      [
        row.report_id,
        row.case_id,
        row.dek,
        row.box,
        row.manifest,
        row.signature,
        row.sealer,
        row.created_at,
        code,
        now,
      ],
    )
}

async function tellFeed(
  client: PoolClient,
  adopted: { row: BoxRow }[],
  refused: { row: BoxRow; code: BoxProblem }[],
): Promise<void> {
  await client.query(
    `INSERT INTO feed.key_event (kind, ref, data)
     SELECT t.kind, t.ref, t.data FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS t (kind, ref, data)`,
    [
      [...adopted.map(() => 'report.adopted'), ...refused.map(() => 'report.refused')],
      [...adopted, ...refused].map(({ row }) => row.report_id),
      [...adopted.map(() => '{}'), ...refused.map(({ code }) => JSON.stringify({ code }))],
    ],
  )
}

/** The oldest box, moved aside unread: PostgreSQL would not store what was in it. */
async function quarantineFirst(context: AdoptionContext): Promise<void> {
  await inTransaction(context.pool, async (client) => {
    const { rows } = await client.query<BoxRow>(
      `DELETE FROM door.box WHERE report_id = (SELECT report_id FROM door.box ORDER BY created_at LIMIT 1)
       RETURNING report_id, case_id, dek, box, manifest, signature, sealer, created_at`,
    )
    const refused = rows.map((row) => ({ row, code: 'not_storable' as const }))
    await storeRefused(client, refused, new Date(context.now()))
    await tellFeed(client, [], refused)
    context.onAdopted?.(0, refused.length)
  })
}
