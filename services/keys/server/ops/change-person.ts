import { randomBytes } from 'node:crypto'
import { ACCESS_RULES } from '#domain/access-rules'
import type { RequestOf } from '#domain/key-request'
import { conflictingRoles } from '#domain/permission'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { endAccessOf } from '../access/request-row'
import { committedAnswer } from '../ledger/committed-answer'
import { tellFeed } from '../ledger/feed'
import { type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'
import type { Signer } from '../people/request-signer'
import { endClaimsOf } from '../reports/case-row'

/**
 * Sets roles, regions and whether a person is active. It takes effect with its commit: a person who is made
 * inactive loses sessions and claims at once. Never one's own; never two roles that may not meet.
 */
export const changePerson: Operation<'change-person', { entry: Appended }> = {
  op: 'change-person',
  by: 'person',
  role: 'admin',
  most: 1,
  ref: (request) => request.personId,
  run: async (tx, calls) => [await change(tx, calls[0]!.request, calls[0]!.signer)],
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), personId: request.personId }),
}

async function change(
  tx: LedgerTx,
  request: RequestOf<'change-person'>,
  signer: Signer,
): Promise<{ entry: Appended } | Refusal> {
  const { personId, active } = request
  if (personId === signer.id) return refuse('forbidden', 'oneself')
  const roles = [...new Set(request.roles)]
  const regions = [...new Set(request.regions)]
  if (conflictingRoles(roles)) return refuse('forbidden', 'roles_conflict')
  const [known] = await tx.query<{ frozen: boolean; forgotten: boolean }>(
    `SELECT frozen_at IS NOT NULL AS frozen, forgotten_at IS NOT NULL AS forgotten
     FROM keys.person WHERE id = $1 FOR UPDATE`,
    [personId],
  )
  // What a lead stopped an admin does not set going again, nor a past that nobody can find any more.
  if (known?.frozen && active) return refuse('conflict', 'person_frozen')
  if (known?.forgotten) return refuse('conflict', 'person_forgotten')
  const [person] = await tx.query<{ id: string; salt: Buffer }>(
    `INSERT INTO keys.person (id, roles, regions, active, salt) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET roles = $2, regions = $3, active = $4 RETURNING id, salt`,
    [personId, roles, regions, active, randomBytes(32)],
  )
  if (!active)
    await tx.write('UPDATE keys.session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [
      personId,
      new Date(tx.now),
    ])
  await endClaimsOf(tx, personId, active && roles.includes('moderator') ? regions : [])
  // For good: a role that comes back does not bring back what was approved for it before.
  await endAccessOf(
    tx,
    personId,
    { id: signer.id, who: signer.who },
    'role_changed',
    ({ purpose, region }) => {
      const mayAsk = ACCESS_RULES[purpose].askedBy.some((role) => roles.includes(role))
      return active && mayAsk && regions.includes(region)
    },
  )
  const entry = tx.append(
    {
      kind: 'role.changed',
      who: signer.who,
      session: signer.session,
      person: pseudonymOf(person!.salt, person!.id),
      roles,
      regions,
      active,
    },
    // Found by either of the two: who changed it, and whose rights they are.
    { personId: signer.id, subject: person!.id },
  )
  const frozen = known?.frozen ?? false
  await tellFeed(tx, { kind: 'person.changed', ref: personId, data: { roles, regions, active, frozen } })
  return { entry }
}
