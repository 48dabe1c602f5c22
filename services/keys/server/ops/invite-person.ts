import { randomUUID } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { INVITATION_MS } from '#domain/enrolment'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type Refusal, refuse } from '../operation'
import { appendCredential, endInvitations, findPerson, invitationDigest } from '../people/identity-row'
import type { PersonSigner } from '../people/request-signer'

type Invited = { entry: Appended; invitation: Buffer; expiresAt: number }

/**
 * Lets a person enrol one passkey with a code that only the inviter's reader has shown. A newer invitation ends an
 * older one, and whatever was presented on it but never confirmed. Nobody invites themselves.
 */
export const invitePerson: Operation<'invite-person', Invited> = {
  op: 'invite-person',
  by: 'person',
  role: 'admin',
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls) => [await invite(tx, calls[0]!.request, calls[0]!.signer as PersonSigner)],
  answer: ({ entry, invitation, expiresAt }, request, after) => ({
    ...committedAnswer(entry, after),
    personId: request.personId,
    credential: toBase64Url(invitation),
    expiresAt,
  }),
}

async function invite(
  tx: LedgerTx,
  { personId, codeHash, replaces }: RequestOf<'invite-person'>,
  signer: PersonSigner,
): Promise<Invited | Refusal> {
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const person = await findPerson(tx, personId)
  if (!person) return refuse('not_found', 'no_person')
  if (!person.active) return refuse('conflict', 'person_inactive')
  await endInvitations(tx, personId)
  const unconfirmed = await tx.query<{ fingerprint: Buffer }>(
    `UPDATE keys.credential SET revoked_at = $2
     WHERE person_id = $1 AND confirmed_at IS NULL AND revoked_at IS NULL RETURNING fingerprint`,
    [personId, new Date(tx.now)],
  )
  for (const { fingerprint } of unconfirmed) appendCredential(tx, 'revoked', signer, person, fingerprint)
  const id = randomUUID()
  const expiresAt = tx.now + INVITATION_MS
  await tx.write(
    `INSERT INTO keys.invitation (id, person_id, code_hash, invited_by, replaces, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[id, personId, Buffer.from(fromBase64Url(codeHash)), signer.id],
      ...[replaces, new Date(tx.now), new Date(expiresAt)],
    ],
  )
  const invitation = invitationDigest(id)
  return { entry: appendCredential(tx, 'invited', signer, person, invitation), invitation, expiresAt }
}
