import type { Appended } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { isRefusal, type Operation } from '../operation'
import { endClaim, lockHeldCase } from '../reports/case-row'

/** Gives a case back. Its grants end at once. */
export const giveBack: Operation<'return', { entry: Appended; claim: number }> = {
  op: 'return',
  by: 'person',
  role: 'moderator',
  most: 1,
  ref: (request) => request.caseId,
  caseId: (request) => request.caseId,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const row = await lockHeldCase(tx, request.caseId, signer)
    if (isRefusal(row)) return [row]
    return [{ entry: await endClaim(tx, row, 'returned'), claim: row.claim_no }]
  },
  answer: ({ entry, claim }, request, after) => ({
    ...committedAnswer(entry, after),
    caseId: request.caseId,
    claim,
  }),
}
