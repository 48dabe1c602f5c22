import type { AccessState } from '#domain/access-rules'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { lockAccess, setState } from '../access/request-row'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'

/** Ends a grant, or a request with all that came of it, from the next request on. One's own, or any by a lead or admin. */
export const revokeAccess: Operation<'revoke-access', { entry: Appended }> = {
  op: 'revoke-access',
  by: 'person',
  most: 1,
  ref: (request) => request.id,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const person = signer as PersonSigner
    return [
      await (request.target === 'grant' ? endGrant(tx, request, person) : endRequest(tx, request, person)),
    ]
  },
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), id: request.id }),
}

/** What can still be ended. */
const OPEN: readonly AccessState[] = ['waiting', 'approved', 'taken_up']

function mayEnd(signer: PersonSigner, owner: string): boolean {
  return owner === signer.id || signer.roles.includes('safety_lead') || signer.roles.includes('admin')
}

async function endGrant(
  tx: LedgerTx,
  { id, code }: RequestOf<'revoke-access'>,
  signer: PersonSigner,
): Promise<{ entry: Appended } | Refusal> {
  const [grant] = await tx.query<{ person_id: string; access_id: string | null; revoked_at: Date | null }>(
    'SELECT person_id, access_id, revoked_at FROM keys.access_grant WHERE id = $1 FOR UPDATE',
    [id],
  )
  if (!grant || !mayEnd(signer, grant.person_id)) return refuse('not_found', 'no_such_grant')
  if (grant.revoked_at) return refuse('conflict', 'grant_revoked')
  await tx.write('UPDATE keys.access_grant SET revoked_at = $2 WHERE id = $1', [id, new Date(tx.now)])
  if (grant.access_id !== null) await setState(tx, grant.access_id, 'revoked')
  return { entry: appendRevoke(tx, id, code, signer) }
}

async function endRequest(
  tx: LedgerTx,
  { id, code }: RequestOf<'revoke-access'>,
  signer: PersonSigner,
): Promise<{ entry: Appended } | Refusal> {
  const row = await lockAccess(tx, id)
  if (!row || !mayEnd(signer, row.person_id)) return refuse('not_found', 'no_such_request')
  if (!OPEN.includes(row.state)) return refuse('conflict', `access_${row.state}`)
  await tx.write('UPDATE keys.access_grant SET revoked_at = $2 WHERE access_id = $1 AND revoked_at IS NULL', [
    id,
    new Date(tx.now),
  ])
  await setState(tx, id, 'revoked')
  return { entry: appendRevoke(tx, id, code, signer) }
}

function appendRevoke(tx: LedgerTx, id: string, code: string, signer: PersonSigner): Appended {
  return tx.append({ kind: 'revoke', grant: id, who: signer.who, code }, { personId: signer.id })
}
