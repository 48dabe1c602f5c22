import type { AccessList, OwnRelation } from '#domain/access-rules'
import type { LedgerTx } from '#services/ledger/append'
import { ownGrants } from '../access/own-grants'
import { findAccess, viewsOf } from '../access/request-row'
import { type Operation, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'

/** How long a review that has been done is still listed. */
const REVIEWED_SHOWN_MS = 7 * 24 * 60 * 60_000

/**
 * One's own requests, grants and relations; for leads what waits for an answer or a review in the regions they serve.
 * Purposes, counts and codes, never content. No entry: nothing here opens anything.
 */
export const listAccess: Operation<'list-access', { list: AccessList }> = {
  op: 'list-access',
  by: 'person',
  most: 1,
  ref: (request) => request.view,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const person = signer as PersonSigner
    if (request.view === 'own') return [{ list: await own(tx, person) }]
    if (!person.roles.includes('safety_lead')) return [refuse('forbidden', 'role_missing')]
    return [{ list: await forLeads(tx, person, request.view) }]
  },
  answer: ({ list }) => list,
}

async function own(tx: LedgerTx, signer: PersonSigner): Promise<AccessList> {
  return {
    requests: await viewsOf(tx, await findAccess(tx, 'person_id = $1', [signer.id])),
    grants: await ownGrants(tx, signer),
    relations: await relationsOf(tx, signer),
  }
}

async function forLeads(
  tx: LedgerTx,
  signer: PersonSigner,
  view: 'waiting' | 'reviews',
): Promise<AccessList> {
  const rows =
    view === 'waiting'
      ? await findAccess(tx, "state = 'waiting' AND lapses_at > $2 AND region = ANY($1::text[])", [
          signer.regions,
          new Date(tx.now),
        ])
      : await findAccess(
          tx,
          'review_due IS NOT NULL AND (reviewed_at IS NULL OR reviewed_at > $2) AND region = ANY($1::text[])',
          [signer.regions, new Date(tx.now - REVIEWED_SHOWN_MS)],
        )
  return { requests: await viewsOf(tx, rows), grants: [], relations: [] }
}

async function relationsOf(tx: LedgerTx, signer: PersonSigner): Promise<OwnRelation[]> {
  const rows = await tx.query<{ platform: string; account: string; at: Date; declared_by: string }>(
    `SELECT platform, account, at, declared_by FROM keys.relation
     WHERE person_id = $1 AND withdrawn_at IS NULL ORDER BY at DESC`,
    [signer.id],
  )
  return rows.map(({ platform, account, at, declared_by }) => ({
    ...{ platform, account, at: at.getTime(), declaredBy: declared_by },
  }))
}
