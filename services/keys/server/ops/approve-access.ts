import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { approvalChallengeInput } from '#domain/credential-proof'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { type AccessRow, conflictsWith, lockAccess, setState } from '../access-row'
import { committedAnswer } from '../committed-answer'
import { type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../signer'
import { verifyProof } from '../verify-proof'

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

/** What holds for whoever judges a request or its use: another lead, who serves the region and is close to nobody. */
export async function judgeProblem(
  tx: LedgerTx,
  row: AccessRow,
  signer: PersonSigner,
): Promise<Refusal | undefined> {
  if (row.person_id === signer.id) return refuse('forbidden', 'own_request')
  if (!signer.regions.includes(row.region)) return refuse('forbidden', 'wrong_region')
  if (await conflictsWith(tx, signer.id, row)) return refuse('forbidden', 'conflict_of_interest')
  const [answered] = await tx.query(
    'SELECT 1 FROM keys.access_approval WHERE access_id = $1 AND person_id = $2',
    [row.id, signer.id],
  )
  return answered ? refuse('conflict', 'already_answered') : undefined
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

/**
 * Approvals that count now: of people who are still leads of the region, not frozen, and close to nobody in it. One that
 * was given with a stolen credential is none.
 */
export async function standingApprovals(
  tx: LedgerTx,
  row: AccessRow,
): Promise<{ id: string; salt: Buffer }[]> {
  const leads = await tx.query<{ id: string; salt: Buffer }>(
    `SELECT p.id, p.salt FROM keys.access_approval a JOIN keys.person p ON p.id = a.person_id
     WHERE a.access_id = $1 AND a.verdict = 'approved' AND p.active AND p.frozen_at IS NULL
       AND 'safety_lead' = ANY(p.roles) AND $2 = ANY(p.regions) ORDER BY a.at, p.id`,
    [row.id, row.region],
  )
  const standing = []
  for (const lead of leads) if (!(await conflictsWith(tx, lead.id, row))) standing.push(lead)
  return standing
}
