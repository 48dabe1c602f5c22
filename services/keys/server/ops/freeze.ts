import type { RequestOf } from '#domain/key-request'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { endAccessOf } from '../access/request-row'
import { committedAnswer } from '../ledger/committed-answer'
import { tellFeed } from '../ledger/feed'
import { type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'
import type { PersonSigner } from '../people/request-signer'
import { endClaimsOf } from '../reports/case-row'

/**
 * Stops a person at once: sessions, claims, grants and requests end with this commit, and no session begins until the
 * freeze is lifted. One lead may freeze anybody else; it takes another lead to lift it, so that a freeze is never one
 * person's play with another.
 */
export const freeze: Operation<'freeze', { entry: Appended; active: boolean }> = {
  op: 'freeze',
  by: 'person',
  role: 'safety_lead',
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls) => [await change(tx, calls[0]!.request, calls[0]!.signer as PersonSigner)],
  answer: ({ entry, active }, request, after) => ({
    ...committedAnswer(entry, after),
    personId: request.personId,
    active,
  }),
}

type PersonRow = {
  roles: Role[]
  regions: Region[]
  active: boolean
  salt: Buffer
  frozen_at: Date | null
  frozen_by: string | null
}

async function change(
  tx: LedgerTx,
  { personId, act, code }: RequestOf<'freeze'>,
  signer: PersonSigner,
): Promise<{ entry: Appended; active: boolean } | Refusal> {
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const [person] = await tx.query<PersonRow>(
    'SELECT roles, regions, active, salt, frozen_at, frozen_by FROM keys.person WHERE id = $1 FOR UPDATE',
    [personId],
  )
  if (!person) return refuse('not_found', 'no_person')
  if (act === 'frozen') {
    if (person.frozen_at) return refuse('conflict', 'already_frozen')
    await stop(tx, personId, signer)
  } else {
    if (!person.frozen_at) return refuse('conflict', 'not_frozen')
    if (person.frozen_by === signer.id) return refuse('forbidden', 'froze_it_oneself')
    await tx.write('UPDATE keys.person SET frozen_at = NULL, frozen_by = NULL WHERE id = $1', [personId])
  }
  const entry = tx.append(
    {
      ...{ kind: 'freeze', act, person: pseudonymOf(person.salt, personId), code },
      ...{ who: signer.who, session: signer.session },
    },
    // Found by either of the two: who froze, and who was frozen.
    { personId: signer.id, subject: personId },
  )
  const active = act === 'released' && person.active
  const { roles, regions } = person
  await tellFeed(tx, {
    kind: 'person.changed',
    ref: personId,
    data: { roles, regions, active, frozen: act === 'frozen' },
  })
  return { entry, active }
}

async function stop(tx: LedgerTx, personId: string, signer: PersonSigner): Promise<void> {
  const now = new Date(tx.now)
  await tx.write('UPDATE keys.person SET frozen_at = $2, frozen_by = $3 WHERE id = $1', [
    personId,
    now,
    signer.id,
  ])
  await tx.write('UPDATE keys.session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [
    personId,
    now,
  ])
  await endClaimsOf(tx, personId, [])
  await endAccessOf(tx, personId, signer, 'frozen')
  // Grants of claims ended with their claims, which have entries of their own.
  await tx.write('UPDATE keys.access_grant SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [
    personId,
    now,
  ])
}
