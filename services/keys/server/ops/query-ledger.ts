import { toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import type { LedgerPage, LedgerRow, RequestOf } from '#domain/key-request'
import type { LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import type { Operation } from '../operation'
import type { Signer } from '../people/request-signer'

type Row = {
  idx: string
  at: Date
  kind: string
  bytes: Buffer
  person_id: string | null
  case_id: string | null
  subject: string | null
  purpose: string | null
}
type Found = { rows: LedgerRow[]; next?: number; leftOut: number }

/**
 * A safety lead's page of the ledger, newest first. Nobody audits their own access: entries about the lead who asks
 * are left out and counted, for another lead to read. The query itself becomes an entry.
 */
export const queryLedger: Operation<'query-ledger', Found> = {
  op: 'query-ledger',
  by: 'person',
  role: 'safety_lead',
  most: 1,
  ref: () => 'ledger',
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const found = await find(tx, request, signer)
    appendRead(tx, request, signer, found.rows.length)
    return [found]
  },
  answer: ({ rows, next, leftOut }, _request, { commit }): LedgerPage => ({
    rows,
    ...(next === undefined ? {} : { next }),
    ...(leftOut === 0 ? {} : { leftOut }),
    size: commit.size,
    checkpoint: commit.checkpoint,
  }),
}

/** The fact that someone read: a digest of what was asked, and how many entries came back. */
export function appendRead(
  tx: LedgerTx,
  request: RequestOf<'query-ledger'> | RequestOf<'read-entries'>,
  signer: Signer,
  count: number,
) {
  const { requestId: _id, at: _at, ...filter } = request
  const digest = toBase64Url(sha256(utf8(canonicalJson(filter))))
  return tx.append(
    { kind: 'ledger.read', who: signer.who, session: signer.session, filter: digest, count },
    { personId: signer.id },
  )
}

/** What a person did, and what was done to their rights. */
const ABOUT_PERSON = "(i.person_id = ? OR (i.kind = 'role.changed' AND i.subject = ?))"

async function find(tx: LedgerTx, request: RequestOf<'query-ledger'>, signer: Signer): Promise<Found> {
  const values: unknown[] = []
  const conditions: string[] = []
  const where = (sql: string, value: unknown) => {
    if (value === undefined) return
    values.push(value)
    conditions.push(sql.replaceAll('?', `$${values.length}`))
  }
  where(ABOUT_PERSON, request.personId)
  where('i.subject = ?', request.subject)
  where('i.case_id = ?', request.caseId)
  where('i.purpose = ?', request.purpose)
  where('i.kind = ?', request.kind)
  // A refusal of somebody unknown is nobody's own, and just what an auditor must see.
  if (request.actors === 'people')
    conditions.push("(i.person_id NOT LIKE 'worker:%' OR i.person_id IS NULL AND i.kind = 'deny')")
  if (request.actors === 'machines') conditions.push("(i.person_id IS NULL OR i.person_id LIKE 'worker:%')")
  where('i.at >= ?', request.from === undefined ? undefined : new Date(request.from))
  where('i.at < ?', request.to === undefined ? undefined : new Date(request.to))
  where('i.idx < ?', request.before)
  const filter = conditions.length === 0 ? 'true' : conditions.join(' AND ')

  values.push(signer.id)
  const own = ABOUT_PERSON.replaceAll('?', `$${values.length}`)
  const [counted] = await tx.query<{ count: string }>(
    `SELECT count(*) FROM keys.entry_index i WHERE ${filter} AND ${own}`,
    values,
  )
  values.push(request.limit + 1)
  const rows = await tx.query<Row>(
    `SELECT i.idx, i.at, i.kind, e.bytes, i.person_id, i.case_id, i.subject, i.purpose
     FROM keys.entry_index i JOIN keys.entry e ON e.idx = i.idx
     WHERE ${filter} AND (${own}) IS NOT TRUE ORDER BY i.idx DESC LIMIT $${values.length}`,
    values,
  )
  const page = rows.slice(0, request.limit).map(ledgerRow)
  const more = rows.length > request.limit
  return { rows: page, leftOut: Number(counted?.count ?? 0), ...(more ? { next: page.at(-1)!.index } : {}) }
}

function ledgerRow(row: Row): LedgerRow {
  return {
    index: Number(row.idx),
    at: row.at.getTime(),
    kind: row.kind,
    entry: toBase64Url(row.bytes),
    ...(row.person_id === null ? {} : { personId: row.person_id }),
    ...(row.case_id === null ? {} : { caseId: row.case_id }),
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.purpose === null ? {} : { purpose: row.purpose }),
  }
}
