import type { ClaimAnswer } from '#domain/key-request'
import { LEASE_MS } from '#domain/review-case'
import type { LedgerTx } from '#services/ledger/append'
import { hasConflict } from '../access/conflict'
import { issueGrant, readOpenReports, windowOf } from '../access/grants'
import { tellFeed } from '../ledger/feed'
import { isRefusal, type Operation, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { lockHeldCase } from '../reports/case-row'

/**
 * Extends one's own lease and gives a grant for this session over the window as it is now: after signing in again,
 * when a report has joined (renewing acknowledges it), or when uses or time run out.
 */
export const renew: Operation<'renew', { answer: ClaimAnswer }> = {
  op: 'renew',
  by: 'person',
  role: 'moderator',
  most: 1,
  ref: (request) => request.caseId,
  caseId: (request) => request.caseId,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    return [await extendClaim(tx, request.caseId, signer as PersonSigner, { reason: 'renewed' })]
  },
  answer: ({ answer }) => answer,
}

/** @param change.around a wider window than the claim has, when it is widened. */
export async function extendClaim(
  tx: LedgerTx,
  caseId: string,
  signer: PersonSigner,
  change: { reason: string; around?: number },
): Promise<{ answer: ClaimAnswer } | Refusal> {
  const row = await lockHeldCase(tx, caseId, signer)
  if (isRefusal(row)) return row
  if (await hasConflict(tx, signer.id, { caseId })) return refuse('forbidden', 'conflict_of_interest')
  const around = Math.max(row.around, change.around ?? 0)
  const reports = await readOpenReports(tx, caseId)
  const messages = windowOf(reports, around)
  if (messages.length === 0) return refuse('conflict', 'nothing_reported')
  const leaseUntil = tx.now + LEASE_MS
  await tx.write(
    `UPDATE keys.review_case SET lease_until = $2, claim_session = $3, around = $4, acknowledged = $5 WHERE id = $1`,
    [caseId, new Date(leaseUntil), signer.session, around, reports.length],
  )
  const entry = tx.append(
    {
      kind: 'claim',
      act: 'renewed',
      case: caseId,
      claim: row.claim_no,
      who: signer.who,
      session: signer.session,
      until: leaseUntil,
    },
    { personId: signer.id, caseId, subject: row.subject },
  )
  const grant = await issueGrant(tx, row, signer, messages, change.reason)
  await tellFeed(tx, {
    kind: 'claim.changed',
    ref: caseId,
    data: { claim: row.claim_no, act: 'renewed', personId: signer.id, leaseUntil },
  })
  return {
    answer: { caseId, claim: row.claim_no, personId: signer.id, leaseUntil, grant, index: entry.index },
  }
}
