import type { AccessScope } from '#domain/access-rules'
import { toBase64Url } from '#domain/bytes'
import { findAccess } from '../access/request-row'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'

type Found = { bytes: Buffer; index: number; scope: AccessScope; salt: Buffer }

/**
 * The exact bytes of a `request` entry with their proof, so that a reader can draw what is to be approved from the
 * ledger itself and not from what a page says; and what the entry binds by a digest: which accounts, conversations and days. For the requester and for leads of the region.
 */
export const readAccess: Operation<'read-access', Found> = {
  op: 'read-access',
  by: 'person',
  most: 1,
  ref: (request) => request.accessId,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const person = signer as PersonSigner
    const [row] = await findAccess(tx, 'id = $1', [request.accessId])
    const lead = row && person.roles.includes('safety_lead') && person.regions.includes(row.region)
    if (!row || (row.person_id !== person.id && !lead)) return [refuse('not_found', 'no_such_request')]
    // Of a request that an earlier ledger holds, the place in this one is another entry's.
    const [entry] = await tx.query<Omit<Found, 'index'>>(
      `SELECT e.bytes, a.scope, a.scope_salt AS salt FROM keys.entry e
       JOIN keys.access_request a ON a.id = $3 WHERE e.idx = $1 AND e.leaf = $2`,
      [row.idx, row.leaf, row.id],
    )
    return [entry ? { ...entry, index: Number(row.idx) } : refuse('not_found', 'earlier_ledger')]
  },
  answer: (entry, request, after) => ({
    ...committedAnswer(entry, after),
    consistency: after.consistency(request.seen),
    scope: entry.scope,
    salt: toBase64Url(entry.salt),
  }),
}
