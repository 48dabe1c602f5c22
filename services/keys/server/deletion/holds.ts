import type { HoldScope } from '#domain/retention-requests'
import type { LedgerTx } from '#services/ledger/append'

/** True where live hold `h` covers report `r` of case `c`. */
const COVERS = `c.region = h.region AND (
  h.scope->>'kind' = 'case' AND h.scope->>'caseId' = c.id::text
  OR h.scope->>'kind' = 'reports' AND h.scope->'reportIds' ? r.id::text
  OR h.scope->>'kind' = 'identifiers' AND h.scope->>'platform' = c.platform AND (
    h.scope->'conversations' ? c.conversation
    OR h.scope->'accounts' ? r.reporter OR h.scope->'accounts' ? r.subject
    OR r.senders ?| ARRAY(SELECT jsonb_array_elements_text(h.scope->'accounts'))))`

/** Puts reports under the live holds that cover them: those that came after a hold was placed. */
export async function attachNewcomers(tx: LedgerTx, reportIds: readonly string[]): Promise<void> {
  await tx.write(
    `INSERT INTO keys.hold_item (hold_id, report_id)
     SELECT h.id, r.id FROM keys.hold h, keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE r.id = ANY($1::uuid[]) AND h.lifted_at IS NULL AND ${COVERS} ON CONFLICT DO NOTHING`,
    [reportIds],
  )
}

/** Which of these reports a live hold covers. Ask after `attachNewcomers`. */
export async function heldAmong(tx: LedgerTx, reportIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ report_id: string }>(
    `SELECT DISTINCT i.report_id FROM keys.hold_item i JOIN keys.hold h ON h.id = i.hold_id
     WHERE i.report_id = ANY($1::uuid[]) AND h.lifted_at IS NULL`,
    [reportIds],
  )
  return new Set(rows.map((row) => row.report_id))
}

export type HeldReport = { id: string; dek: string; epoch: string; wrapped: Buffer }

/** What a new hold covers and still has keys, locked, each entered under the hold. */
export async function takeUnderHold(tx: LedgerTx, holdId: string): Promise<HeldReport[]> {
  const rows = await tx.query<HeldReport>(
    `SELECT r.id, r.dek, r.epoch, r.wrapped
     FROM keys.hold h, keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE h.id = $1 AND r.shredded_at IS NULL AND ${COVERS} ORDER BY r.id FOR UPDATE OF r`,
    [holdId],
  )
  await tx.write('INSERT INTO keys.hold_item (hold_id, report_id) SELECT $1, unnest($2::uuid[])', [
    holdId,
    rows.map((row) => row.id),
  ])
  return rows
}

/** Everything that a live hold keeps, entered under it or not yet. */
export async function deksUnderHold(tx: LedgerTx, holdId: string): Promise<string[]> {
  const rows = await tx.query<{ dek: string }>(
    `SELECT r.dek FROM keys.hold_item i JOIN keys.report r ON r.id = i.report_id WHERE i.hold_id = $1
     UNION SELECT r.dek FROM keys.hold h, keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE h.id = $1 AND ${COVERS}`,
    [holdId],
  )
  return rows.map((row) => row.dek)
}

/** What the ledger says that a hold refers to: an id, never an account. */
export function holdRef(holdId: string, scope: HoldScope): string {
  return scope.kind === 'case' ? scope.caseId : holdId
}
