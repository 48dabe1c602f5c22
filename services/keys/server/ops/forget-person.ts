import { randomBytes } from 'node:crypto'
import type { Role } from '#domain/permission'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../committed-answer'
import { type Call, type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../pseudonym'

/**
 * Unlinks a former member of staff: the salt of their pseudonym is replaced and the names beside the ledger are
 * deleted. The entries stay, with a pseudonym that nobody can compute again. Only of somebody inactive, so that the
 * salt cannot be changed to hide what a person goes on doing.
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

async function forget(
  tx: LedgerTx,
  { request, signer }: Call<'forget-person'>,
): Promise<{ entry: Appended } | Refusal> {
  const { personId } = request
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const [person] = await tx.query<{ salt: Buffer; active: boolean; roles: Role[] }>(
    'SELECT salt, active, roles FROM keys.person WHERE id = $1 FOR UPDATE',
    [personId],
  )
  if (!person) return refuse('not_found', 'no_such_person')
  if (person.active) return refuse('conflict', 'person_active')
  await tx.write('UPDATE keys.person SET salt = $2 WHERE id = $1', [personId, randomBytes(32)])
  await tx.write('UPDATE keys.entry_index SET person_id = NULL WHERE person_id = $1', [personId])
  await tx.write("UPDATE keys.entry_index SET subject = NULL WHERE subject = $1 AND kind = 'role.changed'", [
    personId,
  ])
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
