import type { AccessScope, AccessState, AccessView } from '#domain/access-rules'
import { fromRefs } from '#domain/conversation'
import type { MessageRefs, Purpose } from '#domain/ledger-entry'
import type { Region } from '#domain/region'
import type { LedgerTx } from '#services/ledger/append'
import { hasConflict } from './conflict'

export type AccessRow = {
  id: string
  act: 'read' | 'erase'
  purpose: Purpose
  ref: string
  case_id: string | null
  platform: string
  region: Region
  person_id: string
  scope: AccessScope
  messages: MessageRefs
  reason: string
  uses: number
  minutes: number
  approvers: number
  break_glass: boolean
  state: AccessState
  created_at: Date
  lapses_at: Date
  idx: string
  leaf: Buffer
  review_due: Date | null
  reviewed_by: string | null
  reviewed_at: Date | null
  review: 'justified' | 'not_justified' | null
}

const COLUMNS = `id, act, purpose, ref, case_id, platform, region, person_id, scope, messages, reason, uses, minutes,
  approvers, break_glass, state, created_at, lapses_at, idx, leaf, review_due, reviewed_by, reviewed_at, review`

/** Locked until the transaction ends. A request that nobody answered or took up in time has lapsed, swept or not. */
export async function lockAccess(tx: LedgerTx, id: string): Promise<AccessRow | undefined> {
  const [row] = await tx.query<AccessRow>(
    `SELECT ${COLUMNS} FROM keys.access_request WHERE id = $1 FOR UPDATE`,
    [id],
  )
  return row && asOf(row, tx.now)
}

/** @param where a condition on keys.access_request. At most 200, newest first. */
export async function findAccess(tx: LedgerTx, where: string, values: unknown[]): Promise<AccessRow[]> {
  const rows = await tx.query<AccessRow>(
    `SELECT ${COLUMNS} FROM keys.access_request WHERE ${where} ORDER BY created_at DESC LIMIT 200`,
    values,
  )
  return rows.map((row) => asOf(row, tx.now))
}

function asOf(row: AccessRow, now: number): AccessRow {
  const open = row.state === 'waiting' || row.state === 'approved'
  return open && row.lapses_at.getTime() <= now ? { ...row, state: 'lapsed' } : row
}

export async function setState(tx: LedgerTx, id: string, state: AccessState): Promise<void> {
  await tx.write('UPDATE keys.access_request SET state = $2 WHERE id = $1', [id, state])
}

/**
 * Ends what others approved for this person, and what still waits: from the commit on there is nothing to take up. What
 * `keeps` says yes to stays.
 */
export async function endAccessOf(
  tx: LedgerTx,
  personId: string,
  by: { id: string; who: string },
  code: 'frozen' | 'role_changed',
  keeps: (row: Pick<AccessRow, 'purpose' | 'region'>) => boolean = () => false,
): Promise<void> {
  const open = await tx.query<Pick<AccessRow, 'id' | 'purpose' | 'region'>>(
    `SELECT id, purpose, region FROM keys.access_request a
     WHERE person_id = $1 AND (state IN ('waiting', 'approved') OR state = 'taken_up' AND EXISTS (
       SELECT 1 FROM keys.access_grant g
       WHERE g.access_id = a.id AND g.revoked_at IS NULL AND g.expires_at > $2)) FOR UPDATE`,
    [personId, new Date(tx.now)],
  )
  const ids = open.filter((row) => !keeps(row)).map(({ id }) => id)
  if (ids.length === 0) return
  const grants = await tx.query<{ id: string }>(
    `UPDATE keys.access_grant SET revoked_at = $2 WHERE access_id = ANY($1::uuid[]) AND revoked_at IS NULL
       AND expires_at > $2 RETURNING id`,
    [ids, new Date(tx.now)],
  )
  for (const grant of grants)
    tx.append({ kind: 'revoke', grant: grant.id, who: by.who, code }, { personId: by.id })
  await tx.write(
    `UPDATE keys.access_request SET state = CASE WHEN state = 'taken_up' THEN 'revoked' ELSE 'lapsed' END
     WHERE id = ANY($1::uuid[])`,
    [ids],
  )
}

/** True when this person may not have to do with what the request is for. */
export async function conflictsWith(tx: LedgerTx, personId: string, row: AccessRow): Promise<boolean> {
  const deks = row.messages.map(([dek]) => dek)
  return (
    (await hasConflict(tx, personId, { deks })) ||
    (row.case_id !== null && (await hasConflict(tx, personId, { caseId: row.case_id })))
  )
}

type ApprovalRow = { access_id: string; person_id: string; verdict: 'approved' | 'refused'; at: Date }
type GrantRow = { access_id: string; id: string; expires_at: Date }

/** What people are told of requests. */
export async function viewsOf(tx: LedgerTx, rows: readonly AccessRow[]): Promise<AccessView[]> {
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const approvals = await tx.query<ApprovalRow>(
    'SELECT access_id, person_id, verdict, at FROM keys.access_approval WHERE access_id = ANY($1::uuid[]) ORDER BY at',
    [ids],
  )
  const grants = await tx.query<GrantRow>(
    `SELECT access_id, id, expires_at FROM keys.access_grant
     WHERE access_id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > $2`,
    [ids, new Date(tx.now)],
  )
  return rows.map((row) => {
    const grant = grants.find((one) => one.access_id === row.id)
    return {
      ...{ id: row.id, act: row.act, purpose: row.purpose, ref: row.ref, region: row.region },
      ...{ platform: row.platform, personId: row.person_id, reason: row.reason },
      ...(row.case_id === null ? {} : { caseId: row.case_id }),
      messages: fromRefs(row.messages).length,
      reports: row.messages.length,
      ...{ minutes: row.minutes, uses: row.uses, needed: row.approvers },
      approvals: approvals
        .filter((one) => one.access_id === row.id)
        .map(({ person_id, verdict, at }) => ({ personId: person_id, verdict, at: at.getTime() })),
      state: row.state === 'taken_up' && row.act === 'read' && !grant ? 'done' : row.state,
      at: row.created_at.getTime(),
      breakGlass: row.break_glass,
      ...(row.review_due === null ? {} : { reviewDue: row.review_due.getTime() }),
      ...(row.review === null || row.reviewed_by === null || row.reviewed_at === null
        ? {}
        : { review: { personId: row.reviewed_by, verdict: row.review, at: row.reviewed_at.getTime() } }),
      hash: row.leaf.toString('base64url'),
      ...(grant ? { grantId: grant.id, grantExpires: grant.expires_at.getTime() } : {}),
    }
  })
}
