import { reviewChallengeInput } from '#domain/credential-proof'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { judgeProblem } from '../access/approvals'
import { lockAccess } from '../access/request-row'
import { verifyProof } from '../credentials/verify-proof'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'

/** Looks at break-glass access afterwards: a lead who neither asked for it nor answered it says what they found. */
export const reviewAccess: Operation<'review-access', { entry: Appended }> = {
  op: 'review-access',
  by: 'person',
  role: 'safety_lead',
  most: 1,
  ref: (request) => request.accessId,
  run: async (tx, calls, context) => {
    const { request, signer } = calls[0]!
    return [await review(tx, request, signer as PersonSigner, context)]
  },
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), accessId: request.accessId }),
}

async function review(
  tx: LedgerTx,
  request: RequestOf<'review-access'>,
  signer: PersonSigner,
  context: OperationContext,
): Promise<{ entry: Appended } | Refusal> {
  const row = await lockAccess(tx, request.accessId)
  if (!row) return refuse('not_found', 'no_such_request')
  const problem = await judgeProblem(tx, row, signer)
  if (problem) return problem
  if (!row.review_due) return refuse('conflict', 'nothing_to_review')
  if (row.reviewed_at) return refuse('conflict', 'already_reviewed')
  const input = reviewChallengeInput(row.leaf, request.verdict)
  const proof = await verifyProof(tx, context.proofs, signer.id, request.proof, input)
  if (!proof.ok) return refuse('forbidden', proof.code)
  const entry = tx.append(
    {
      ...{ kind: 'review', access: row.id, verdict: request.verdict },
      ...{ who: signer.who, session: signer.session },
    },
    {
      ...{ personId: signer.id, purpose: row.purpose },
      ...(row.case_id === null ? {} : { caseId: row.case_id }),
    },
  )
  await tx.write(
    'UPDATE keys.access_request SET reviewed_by = $2, reviewed_at = $3, review = $4 WHERE id = $1',
    [row.id, signer.id, new Date(tx.now), request.verdict],
  )
  return { entry }
}
