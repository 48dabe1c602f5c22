import { createHmac } from 'node:crypto'
import { toBase64Url } from '#domain/bytes'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'
import type { PersonSigner } from '../people/request-signer'

/**
 * An account that is a person's own, or of somebody close. Anybody declares for themselves, an admin or a safety lead
 * for anybody: a declaration only takes rights away. It gives rights back to withdraw one, so nobody does that for
 * themselves.
 */
export const declareRelation: Operation<'declare-relation', { entry: Appended }> = {
  op: 'declare-relation',
  by: 'person',
  most: 1,
  ref: (request) => request.personId ?? 'oneself',
  run: async (tx, calls) => [await declare(tx, calls[0]!.request, calls[0]!.signer as PersonSigner)],
  answer: ({ entry }, _request, after) => committedAnswer(entry, after),
}

async function declare(
  tx: LedgerTx,
  { act, platform, account, ...request }: RequestOf<'declare-relation'>,
  signer: PersonSigner,
): Promise<{ entry: Appended } | Refusal> {
  const personId = request.personId ?? signer.id
  const own = personId === signer.id
  const trusted = signer.roles.includes('admin') || signer.roles.includes('safety_lead')
  if (!own && !trusted) return refuse('forbidden', 'role_missing')
  if (own && act === 'withdrawn') return refuse('forbidden', 'oneself')
  const [person] = await tx.query<{ salt: Buffer }>('SELECT salt FROM keys.person WHERE id = $1 FOR SHARE', [
    personId,
  ])
  if (!person) return refuse('not_found', 'no_person')
  const changed =
    act === 'declared'
      ? await tx.write(
          `INSERT INTO keys.relation (person_id, platform, account, declared_by, at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (person_id, platform, account) DO UPDATE SET withdrawn_at = NULL, declared_by = $4, at = $5
           WHERE relation.withdrawn_at IS NOT NULL`,
          [personId, platform, account, signer.id, new Date(tx.now)],
        )
      : await tx.write(
          `UPDATE keys.relation SET withdrawn_at = $4
           WHERE person_id = $1 AND platform = $2 AND account = $3 AND withdrawn_at IS NULL`,
          [personId, platform, account, new Date(tx.now)],
        )
  if (changed === 0)
    return act === 'declared'
      ? refuse('conflict', 'already_declared')
      : refuse('not_found', 'no_such_relation')
  const entry = tx.append(
    {
      ...{ kind: 'relation', act, person: pseudonymOf(person.salt, personId) },
      account: accountDigest(person.salt, platform, account),
      ...{ who: signer.who, session: signer.session },
    },
    { personId: signer.id, subject: personId },
  )
  return { entry }
}

/** HMAC-SHA256(the person's salt[32], platform ‖ 00 ‖ account): the ledger can be held against a claim, and not searched. */
function accountDigest(salt: Uint8Array, platform: string, account: string): string {
  return toBase64Url(createHmac('sha256', salt).update(`${platform}\0${account}`).digest())
}
