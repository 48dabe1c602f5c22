import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { approvalChallengeInput } from '#domain/credential-proof'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { judgeProblem, standingApprovals } from '../access/approvals'
import { type AccessRow, lockAccess, setState } from '../access/request-row'
import { verifyProof } from '../credentials/verify-proof'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'

type Answered = { entry: Appended; state: 'waiting' | 'approved' | 'refused' }

/**
 * A lead's yes or no to exactly one `request` entry, with a gesture of the credential over its leaf hash: neither an
 * unlocked session nor the console can give it. One no is enough; nobody answers their own request, or one twice.
 */
export const approveAccess: Operation<'approve-access', Answered> = {
  op: 'approve-access',
  by: 'person',
  role: 'safety_lead',
  most: 1,
  ref: (request) => request.accessId,
  run: async (tx, calls, context) => {
    const { request, signer } = calls[0]!
    return [await answerAccess(tx, request, signer as PersonSigner, context)]
  },
  answer: ({ entry, state }, request, after) => ({
    ...committedAnswer(entry, after),
    accessId: request.accessId,
    state,
  }),
}

async function answerAccess(
  tx: LedgerTx,
  request: RequestOf<'approve-access'>,
  signer: PersonSigner,
  context: OperationContext,
): Promise<Answered | Refusal> {
  const row = await lockAccess(tx, request.accessId)
  if (!row) return refuse('not_found', 'no_such_request')
  const problem = await judgeProblem(tx, row, signer)
  if (problem) return problem
  if (row.state !== 'waiting') return refuse('conflict', 'not_waiting')
  if (request.hash !== toBase64Url(row.leaf)) return refuse('forbidden', 'hash_mismatch')
  const input = approvalChallengeInput(fromBase64Url(request.hash), request.verdict)
  const proof = await verifyProof(tx, context.proofs, signer.id, request.proof, input)
  if (!proof.ok) return refuse('forbidden', proof.code)

  const entry = tx.append(
    {
      ...{ kind: 'approve', access: row.id, request: request.hash, verdict: request.verdict },
      ...{ credential: proof.kind, who: signer.who, session: signer.session },
    },
    {
      ...{ personId: signer.id, purpose: row.purpose },
      ...(row.case_id === null ? {} : { caseId: row.case_id }),
    },
  )
  await tx.write(
    `INSERT INTO keys.access_approval (access_id, person_id, session_id, verdict, at, idx)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [row.id, signer.id, signer.session, request.verdict, new Date(tx.now), entry.index],
  )
  const state = request.verdict === 'refused' ? 'refused' : await stateAfterYes(tx, row)
  if (state !== 'waiting') await setState(tx, row.id, state)
  return { entry, state }
}

async function stateAfterYes(tx: LedgerTx, row: AccessRow): Promise<'waiting' | 'approved'> {
  const yes = await standingApprovals(tx, row)
  return yes.length >= row.approvers ? 'approved' : 'waiting'
}
