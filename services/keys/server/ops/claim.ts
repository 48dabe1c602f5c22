import type { ClaimAnswer } from '#domain/key-request'
import { LEASE_MS, WINDOW_DEFAULT } from '#domain/review-case'
import type { LedgerTx } from '#services/ledger/append'
import { hasConflict } from '../access/conflict'
import { issueGrant, readOpenReports, windowOf } from '../access/grants'
import { tellFeed } from '../ledger/feed'
import { type Operation, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { type CaseRow, endClaim, type HeldCase, lockCase } from '../reports/case-row'

/**
 * Takes a case: one guarded write, so that of any number who race exactly one gets it. Gives a grant for the
 * reported messages, the window round them and the reporters' notes.
 */
export const claim: Operation<'claim', { answer: ClaimAnswer }> = {
  op: 'claim',
  by: 'person',
  role: 'moderator',
  most: 1,
  ref: (request) => request.caseId,
  caseId: (request) => request.caseId,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    return [await takeCase(tx, request.caseId, signer as PersonSigner)]
  },
  answer: ({ answer }) => answer,
}

async function takeCase(
  tx: LedgerTx,
  caseId: string,
  signer: PersonSigner,
): Promise<{ answer: ClaimAnswer } | Refusal> {
  const row = await lockCase(tx, caseId)
  if (!row) return refuse('not_found', 'not_adopted')
  if (!signer.regions.includes(row.region)) return refuse('forbidden', 'wrong_region')
  const reports = await readOpenReports(tx, caseId)
  if (reports.length === 0) return refuse('conflict', 'already_decided')
  if (reports.some((report) => report.subject === signer.id || report.reporter === signer.id))
    return refuse('forbidden', 'is_a_party')
  if (await hasConflict(tx, signer.id, { caseId })) return refuse('forbidden', 'conflict_of_interest')
  if (row.lease_until && row.lease_until.getTime() > tx.now) return refuse('conflict', 'lease_held')
  const messages = windowOf(reports, WINDOW_DEFAULT)
  if (messages.length === 0) return refuse('conflict', 'nothing_reported')

  if (row.holder) await endClaim(tx, row as HeldCase, 'expired')
  const leaseUntil = tx.now + LEASE_MS
  const taken: CaseRow = { ...row, claim_no: row.claim_no + 1 }
  const changed = await tx.write(
    `UPDATE keys.review_case SET claim_no = $2, holder = $3, claim_session = $4, lease_until = $5, around = $6,
       acknowledged = $7
     WHERE id = $1 AND claim_no = $8 AND holder IS NULL`,
    [
      caseId,
      taken.claim_no,
      signer.id,
      signer.session,
      new Date(leaseUntil),
      WINDOW_DEFAULT,
      reports.length,
      row.claim_no,
    ],
  )
  if (changed !== 1) throw new Error('the case was locked and yet changed')
  const entry = tx.append(
    {
      kind: 'claim',
      act: 'taken',
      case: caseId,
      claim: taken.claim_no,
      who: signer.who,
      session: signer.session,
      until: leaseUntil,
    },
    { personId: signer.id, caseId, subject: row.subject },
  )
  const grant = await issueGrant(tx, taken, signer, messages, 'user_report')
  await tellFeed(tx, {
    kind: 'claim.changed',
    ref: caseId,
    data: { claim: taken.claim_no, act: 'taken', personId: signer.id, leaseUntil },
  })
  return {
    answer: { caseId, claim: taken.claim_no, personId: signer.id, leaseUntil, grant, index: entry.index },
  }
}
