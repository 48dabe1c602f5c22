import type { ShredReceipt } from '#domain/retention-requests'
import { parseSeqs } from '#domain/seq-range'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { standingApprovals } from '../access/approvals'
import { type AccessRow, conflictsWith, lockAccess, setState } from '../access/request-row'
import { type ShredTarget, shred as shredMessages } from '../deletion/shredding'
import { committedAnswer } from '../ledger/committed-answer'
import { type Call, type Operation, type OperationContext, type Refusal, refuse } from '../operation'

/**
 * Carries out an erasure that this person asked for and others approved, while their approvals stand: exactly the
 * messages that were approved, once.
 */
export const shred: Operation<'shred', { entry: Appended; receipt: ShredReceipt }> = {
  op: 'shred',
  by: 'person',
  role: 'legal',
  most: 1,
  ref: (request) => request.accessId,
  run: async (tx, calls, context) => [await carryOut(tx, calls[0]!, context)],
  answer: ({ entry, receipt }, _request, after) => ({ ...committedAnswer(entry, after), receipt }),
}

async function carryOut(
  tx: LedgerTx,
  { request, signer }: Call<'shred'>,
  { epochs }: OperationContext,
): Promise<{ entry: Appended; receipt: ShredReceipt } | Refusal> {
  const row = await lockAccess(tx, request.accessId)
  if (row?.act !== 'erase' || row.person_id !== signer.id) return refuse('not_found', 'no_such_request')
  if (signer.kind !== 'person' || !signer.regions.includes(row.region))
    return refuse('forbidden', 'wrong_region')
  if (row.state !== 'approved') return refuse('conflict', 'not_approved')
  if (await conflictsWith(tx, signer.id, row)) return refuse('forbidden', 'conflict_of_interest')
  if ((await standingApprovals(tx, row)).length < row.approvers)
    return refuse('conflict', 'approval_withdrawn')
  const reports = await tx.query<{ id: string; dek: string }>(
    'SELECT id, dek FROM keys.report WHERE dek = ANY($1::text[])',
    [row.messages.map(([dek]) => dek)],
  )
  const ids = new Map(reports.map((report) => [report.dek, report.id]))
  const targets = row.messages.flatMap(([dek, seqs]): ShredTarget[] => {
    const reportId = ids.get(dek)
    return reportId === undefined ? [] : [{ reportId, seqs: parseSeqs(seqs) }]
  })
  const done = await shredMessages(tx, epochs, {
    ...{ what: whatOf(row), ref: row.id, region: row.region, who: signer.who, session: signer.session },
    search: {
      personId: signer.id,
      purpose: row.purpose,
      ...(row.case_id === null ? {} : { caseId: row.case_id }),
    },
    targets,
    waitsForHold: true,
  })
  await setState(tx, row.id, 'done')
  return done
}

function whatOf({ scope }: AccessRow): (wholeReports: boolean) => ShredReceipt['what'] {
  if (scope.kind === 'identifiers' && scope.accounts.length > 0) return () => 'person'
  return (whole) => (whole ? 'report' : 'message')
}
