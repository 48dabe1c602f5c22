import { fromBase64Url } from '#domain/bytes'
import { confirmChallengeInput } from '#domain/credential-proof'
import { INVITATION_MS } from '#domain/enrolment'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { verifyProof } from '../credentials/verify-proof'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import { confirmCredential, findPerson, INVITER_STANDS } from '../people/identity-row'
import type { PersonSigner } from '../people/request-signer'

type Confirmed = { entry: Appended }

/**
 * The second person vouches for a passkey whose fingerprint was read to them, by a gesture of their own credential
 * over that fingerprint. Never the one who enrolled, never the one who invited.
 */
export const confirmEnrolment: Operation<'confirm-enrolment', Confirmed> = {
  op: 'confirm-enrolment',
  by: 'person',
  role: ['admin', 'safety_lead'],
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls, context) => {
    const { request, signer } = calls[0]!
    return [await confirm(tx, request, signer as PersonSigner, context)]
  },
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), personId: request.personId }),
}

type Waiting = {
  fingerprint: Buffer
  created_at: Date
  confirmed_at: Date | null
  revoked_at: Date | null
  invited_by: string | null
  replaces: boolean
  stands: boolean
}

async function confirm(
  tx: LedgerTx,
  { personId, credential, proof }: RequestOf<'confirm-enrolment'>,
  signer: PersonSigner,
  { proofs }: OperationContext,
): Promise<Confirmed | Refusal> {
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const person = await findPerson(tx, personId)
  if (!person) return refuse('not_found', 'no_person')
  if (!person.active) return refuse('conflict', 'person_inactive')
  const fingerprint = Buffer.from(fromBase64Url(credential))
  const [row] = await tx.query<Waiting>(
    `SELECT c.fingerprint, c.created_at, c.confirmed_at, c.revoked_at, i.invited_by, i.replaces,
       ${INVITER_STANDS} AS stands
     FROM keys.credential c JOIN keys.invitation i ON i.id = c.invitation_id
       LEFT JOIN keys.person v ON v.id = i.invited_by
     WHERE c.fingerprint = $1 AND c.person_id = $2 FOR UPDATE OF c`,
    [fingerprint, personId],
  )
  if (!row) return refuse('not_found', 'no_credential')
  if (row.confirmed_at !== null || row.revoked_at !== null) return refuse('conflict', 'enrolment_not_waiting')
  if (row.created_at.getTime() + INVITATION_MS <= tx.now || !row.stands)
    return refuse('conflict', 'enrolment_lapsed')
  if (row.invited_by === signer.id) return refuse('forbidden', 'inviter')
  const proved = await verifyProof(tx, proofs, signer.id, proof, confirmChallengeInput(fingerprint))
  if (!proved.ok) return refuse('forbidden', proved.code)
  return { entry: await confirmCredential(tx, proofs, person, row, signer) }
}
