import { equalBytes, fromBase64Url } from '#domain/bytes'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import {
  appendCredential,
  endSessions,
  findPerson,
  invitationDigest,
  trialDigest,
} from '../people/identity-row'
import type { PersonSigner } from '../people/request-signer'

type Revoked = { entry: Appended }

/** Ends a passkey, a trial code or an invitation at once; with a credential end all sessions of that person's. */
export const revokeCredential: Operation<'revoke-credential', Revoked> = {
  op: 'revoke-credential',
  by: 'person',
  role: ['admin', 'safety_lead'],
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls, context) => {
    const { request, signer } = calls[0]!
    return [await revoke(tx, request, signer as PersonSigner, context)]
  },
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), personId: request.personId }),
}

async function revoke(
  tx: LedgerTx,
  { personId, credential }: RequestOf<'revoke-credential'>,
  signer: PersonSigner,
  { proofs }: OperationContext,
): Promise<Revoked | Refusal> {
  const person = await findPerson(tx, personId)
  if (!person) return refuse('not_found', 'no_person')
  const digest = Buffer.from(fromBase64Url(credential))
  const now = new Date(tx.now)
  const done = () => ({ entry: appendCredential(tx, 'revoked', signer, person, digest) })

  const passkeys = await tx.query<{ confirmed: boolean }>(
    `UPDATE keys.credential SET revoked_at = $3 WHERE fingerprint = $1 AND person_id = $2 AND revoked_at IS NULL
     RETURNING confirmed_at IS NOT NULL AS confirmed`,
    [digest, personId, now],
  )
  if (passkeys[0]) {
    if (passkeys[0].confirmed) await endSessions(tx, personId)
    return done()
  }
  const trial = person.trial_ended_at === null ? trialDigest(proofs, personId) : undefined
  if (trial && equalBytes(trial, digest)) {
    await tx.write('UPDATE keys.person SET trial_ended_at = $2 WHERE id = $1', [personId, now])
    await endSessions(tx, personId)
    return done()
  }
  const invitations = await tx.query<{ id: string }>(
    'SELECT id FROM keys.invitation WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2 FOR UPDATE',
    [personId, now],
  )
  const invitation = invitations.find(({ id }) => equalBytes(invitationDigest(id), digest))
  if (!invitation) return refuse('not_found', 'no_credential')
  await tx.write('UPDATE keys.invitation SET expires_at = $2 WHERE id = $1', [invitation.id, now])
  return done()
}
