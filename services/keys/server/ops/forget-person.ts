import { randomBytes } from 'node:crypto'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Call, type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'

/**
 * Unlinks a former member of staff: the salt of their pseudonym is replaced and the names beside the ledger are
 * deleted. The entries stay, with a pseudonym that nobody can compute again. Only of somebody inactive, who never comes
 * back under that id, so that the salt cannot be changed to hide what a person did or goes on doing.
 */
export const forgetPerson: Operation<'forget-person', { entry: Appended }> = {
  op: 'forget-person',
  by: 'person',
  role: 'admin',
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls) => [await forget(tx, calls[0]!)],
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), personId: request.personId }),
}

/** Entries whose subject is a member of staff, and not somebody reported. */
const ABOUT_STAFF = ['role.changed', 'credential', 'freeze', 'relation']

async function forget(
  tx: LedgerTx,
  { request, signer }: Call<'forget-person'>,
): Promise<{ entry: Appended } | Refusal> {
  const { personId } = request
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const [person] = await tx.query<{ salt: Buffer; active: boolean; frozen: boolean }>(
    'SELECT salt, active, frozen_at IS NOT NULL AS frozen FROM keys.person WHERE id = $1 FOR UPDATE',
    [personId],
  )
  if (!person) return refuse('not_found', 'no_such_person')
  if (person.active) return refuse('conflict', 'person_active')
  // What leads are still looking into is not an admin's to make unfindable.
  if (person.frozen) return refuse('conflict', 'person_frozen')
  const reviews = await tx.query(
    'SELECT 1 FROM keys.access_request WHERE person_id = $1 AND review_due IS NOT NULL AND reviewed_at IS NULL LIMIT 1',
    [personId],
  )
  if (reviews.length > 0) return refuse('conflict', 'review_waits')
  await tx.write('UPDATE keys.person SET salt = $2, forgotten_at = $3 WHERE id = $1', [
    personId,
    randomBytes(32),
    new Date(tx.now),
  ])
  for (const table of ['keys.entry_index', 'keys.entry_index_archive']) {
    await tx.write(`UPDATE ${table} SET person_id = NULL WHERE person_id = $1`, [personId])
    await tx.write(`UPDATE ${table} SET subject = NULL WHERE subject = $1 AND kind = ANY($2::text[])`, [
      personId,
      ABOUT_STAFF,
    ])
  }
  const entry = tx.append(
    {
      ...{ kind: 'role.changed', who: signer.who, session: signer.session },
      // The last entry under the old pseudonym: it says that the person is gone, and to nobody who that was.
      ...{ person: pseudonymOf(person.salt, personId), roles: [], regions: [], active: false },
    },
    { personId: signer.id },
  )
  return { entry }
}
