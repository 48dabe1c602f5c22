import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { toRefs } from '#domain/conversation'
import type { RequestOf, ScoreAnswer } from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import type { Region } from '#domain/region'
import { MAX_MESSAGES } from '#domain/report'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import { MAX_REFS_BYTES } from '../access/grants'
import { keysGone, positionsLeft } from '../deletion/keys-gone'
import { committedAnswer } from '../ledger/committed-answer'
import type { Operation, OperationContext } from '../operation'
import type { Signer } from '../people/request-signer'
import { sealKeys } from '../reports/seal-keys'

export type ReportRow = {
  id: string
  case_id: string
  dek: string
  epoch: string
  wrapped: Buffer | null
  destroyed: string | null
  message_count: number
  region: Region
  subject: string
}
type Scored = { reportId: string; entry: Appended; reports: ReportRow[] }
type Prepared = { items: (Scored | { reportId: string; code: string })[] }
type Item = RequestOf<'score'>['items'][number]

/** The classifiers in the worker's memory: no destination. */
const OWN_CLASSIFIERS = ''

/**
 * Keys for the classifiers: one release entry a report and attempt, covering what the report's case holds so far.
 * Its grant is a standing one, named in the entry: single use, by report, attempt and destination. A destination names
 * the plug-in scorer that the text is sent to; it has attempts of its own and stands in its own
 * entry. Only one that the operator of the key service named gets any, so that a worker cannot invent more attempts.
 */
export const score: Operation<'score', Prepared> = {
  op: 'score',
  by: 'worker',
  scope: 'score',
  most: 8,
  ref: (request) => request.items[0]!.reportId,
  run: async (tx, calls, context) => {
    const all = calls.flatMap((call) => call.request.items)
    const reports = await readCases(tx, all)
    const spent = await readSpent(tx, all)
    const outputs = calls.map(({ request, signer }) => ({
      items: request.items.map((item) => scoreItem(tx, item, request, signer, reports, spent, context)),
    }))
    const done = outputs.flatMap((output, i) =>
      output.items.flatMap((item, j) => {
        const asked = calls[i]!.request.items[j]!
        return 'entry' in item ? [{ ...asked, index: item.entry.index }] : []
      }),
    )
    await markSpent(tx, done)
    return outputs
  },
  answer: ({ items }, request, after): ScoreAnswer => {
    const recipient = fromBase64Url(request.recipient)
    return {
      checkpoint: after.commit.checkpoint,
      consistency: after.consistency(request.seen),
      items: items.map((item) => {
        if ('code' in item) return { reportId: item.reportId, ok: false, code: item.code }
        const { entry, index, proof } = committedAnswer(item.entry, after)
        const wanted = item.reports.map((report) => ({ report, seqs: positionsLeft(report) }))
        const to = { requestId: request.requestId, recipient, leaf: item.entry.leaf }
        return {
          reportId: item.reportId,
          ok: true,
          entry,
          index,
          proof,
          ...sealKeys(after.epochs, wanted, to),
        }
      }),
    }
  },
}

/** Every adopted report of the cases of these reports, newest first, by case. */
async function readCases(tx: LedgerTx, items: readonly Item[]): Promise<Map<string, ReportRow[]>> {
  const rows = await tx.query<ReportRow>(
    `SELECT r.id, r.case_id, r.dek, r.epoch, r.wrapped, r.destroyed, r.message_count, c.region, c.subject
     FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE r.case_id IN (SELECT case_id FROM keys.report WHERE id = ANY($1::uuid[]))
       AND (r.shredded_at IS NULL OR r.id = ANY($1::uuid[]))
     ORDER BY r.adopted_at DESC, r.id`,
    [items.map((item) => item.reportId)],
  )
  const byCase = new Map<string, ReportRow[]>()
  for (const row of rows) {
    const list = byCase.get(row.case_id)
    if (list) list.push(row)
    else byCase.set(row.case_id, [row])
  }
  const byReport = new Map<string, ReportRow[]>()
  for (const row of rows) byReport.set(row.id, byCase.get(row.case_id)!)
  return byReport
}

const attemptKey = ({ reportId, attempt, destination }: Item) =>
  `${reportId} ${attempt} ${destination ?? OWN_CLASSIFIERS}`

async function readSpent(tx: LedgerTx, items: readonly Item[]): Promise<Set<string>> {
  const rows = await tx.query<{ report_id: string; attempt: number; destination: string }>(
    'SELECT report_id, attempt, destination FROM keys.scoring WHERE report_id = ANY($1::uuid[])',
    [items.map((item) => item.reportId)],
  )
  return new Set(rows.map(({ report_id: reportId, ...row }) => attemptKey({ reportId, ...row })))
}

async function markSpent(tx: LedgerTx, items: (Item & { index: number })[]): Promise<void> {
  if (items.length === 0) return
  await tx.write(
    `INSERT INTO keys.scoring (report_id, attempt, destination, idx)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[])`,
    [
      items.map((item) => item.reportId),
      items.map((item) => item.attempt),
      items.map((item) => item.destination ?? OWN_CLASSIFIERS),
      items.map((item) => item.index),
    ],
  )
}

function scoreItem(
  tx: LedgerTx,
  item: Item,
  request: RequestOf<'score'>,
  signer: Signer,
  reports: ReadonlyMap<string, ReportRow[]>,
  spent: Set<string>,
  context: OperationContext,
): Scored | { reportId: string; code: string } {
  const inCase = reports.get(item.reportId)
  const chosen = inCase ? choose(inCase, item.reportId) : []
  const named = item.destination === undefined || context.mayReleaseTo(item.destination)
  const code = !inCase
    ? 'not_adopted'
    : !named
      ? 'destination_not_named'
      : spent.has(attemptKey(item))
        ? 'already_scored'
        : chosen.some((row) => keysGone(context.epochs, row, positionsLeft(row)))
          ? 'keys_destroyed'
          : undefined
  if (code) {
    tx.append(
      {
        kind: 'deny',
        request: request.requestId,
        op: 'score',
        who: signer.who,
        session: signer.session,
        ref: item.reportId,
        code,
      },
      { personId: signer.id },
    )
    return { reportId: item.reportId, code }
  }
  spent.add(attemptKey(item))
  const messages: MessageRefs = toRefs(
    chosen.flatMap((row) => positionsLeft(row).map((seq) => ({ dek: row.dek, seq }))),
  )
  const { case_id: caseId, region, subject } = chosen[0]!
  const entry = tx.append(
    {
      kind: 'release',
      request: request.requestId,
      grant: ['scoring', item.reportId, item.attempt, item.destination].filter((part) => part).join(':'),
      case: caseId,
      region,
      who: signer.who,
      session: signer.session,
      messages,
      recipient: toBase64Url(sha256(fromBase64Url(request.recipient))),
      report: item.reportId,
      attempt: item.attempt,
      ...(item.destination ? { destination: item.destination } : {}),
    },
    { personId: signer.id, caseId, subject, purpose: 'CLASSIFIER_SCORING' },
  )
  return { reportId: item.reportId, entry, reports: chosen }
}

/** The report itself, then the newest others of its case, as far as one entry and 5,000 messages go. */
export function choose(inCase: readonly ReportRow[], reportId: string): ReportRow[] {
  const own = inCase.find((row) => row.id === reportId)!
  const chosen = [own]
  let count = own.message_count
  // Destroyed positions tear a report's references apart: a report takes 50 bytes, or thousands.
  let bytes = refBytes(own)
  for (const row of inCase) {
    if (row === own || count + row.message_count > MAX_MESSAGES) continue
    const more = refBytes(row)
    if (bytes + more > MAX_REFS_BYTES) continue
    chosen.push(row)
    count += row.message_count
    bytes += more
  }
  // The keys travel in the order in which the entry lists their messages.
  return chosen.sort((a, b) => (a.dek < b.dek ? -1 : 1))
}

/** What one report's references take in an entry, with the comma behind them. */
function refBytes(row: ReportRow): number {
  return JSON.stringify(toRefs(positionsLeft(row).map((seq) => ({ dek: row.dek, seq })))).length
}
