import { findAccess } from '../access-row'
import { committedAnswer } from '../committed-answer'
import { type Operation, refuse } from '../operation'
import type { PersonSigner } from '../signer'

/**
 * The exact bytes of a `request` entry with their proof, so that a reader can draw what is to be approved from the
 * ledger itself and not from what a page says. For the requester and for leads of the region.
 */
export const readAccess: Operation<'read-access', { bytes: Buffer; index: number }> = {
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
    const [entry] = await tx.query<{ bytes: Buffer }>(
      'SELECT bytes FROM keys.entry WHERE idx = $1 AND leaf = $2',
      [row.idx, row.leaf],
    )
    return [entry ? { bytes: entry.bytes, index: Number(row.idx) } : refuse('not_found', 'earlier_ledger')]
  },
  answer: (entry, request, after) => ({
    ...committedAnswer(entry, after),
    consistency: after.consistency(request.seen),
  }),
}
