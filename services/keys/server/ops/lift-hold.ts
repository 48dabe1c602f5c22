import type { Region } from '#domain/region'
import type { HoldScope } from '#domain/retention-requests'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { hasConflict } from '../access/conflict'
import { deksUnderHold, holdRef } from '../deletion/holds'
import { committedAnswer } from '../ledger/committed-answer'
import { type Call, type Operation, type Refusal, refuse } from '../operation'

/** Ends a hold. What it kept back is destroyed by the upkeep of the keys, when no other hold keeps it and its time is over. */
export const liftHold: Operation<'lift-hold', { entry: Appended }> = {
  op: 'lift-hold',
  by: 'person',
  role: 'legal',
  most: 1,
  ref: (request) => request.holdId,
  run: async (tx, calls) => [await lift(tx, calls[0]!)],
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), holdId: request.holdId }),
}

async function lift(
  tx: LedgerTx,
  { request, signer }: Call<'lift-hold'>,
): Promise<{ entry: Appended } | Refusal> {
  const [row] = await tx.query<{ region: Region; scope: HoldScope; reason: string; lifted_at: Date | null }>(
    'SELECT region, scope, reason, lifted_at FROM keys.hold WHERE id = $1 FOR UPDATE',
    [request.holdId],
  )
  if (!row) return refuse('not_found', 'no_such_hold')
  if (signer.kind !== 'person' || !signer.regions.includes(row.region))
    return refuse('forbidden', 'wrong_region')
  if (row.lifted_at) return refuse('conflict', 'hold_lifted')
  // What a hold keeps may speak about whoever lifts it.
  if (await hasConflict(tx, signer.id, { deks: await deksUnderHold(tx, request.holdId) }))
    return refuse('forbidden', 'conflict_of_interest')
  await tx.write('UPDATE keys.hold SET lifted_at = $2, lifted_by = $3 WHERE id = $1', [
    request.holdId,
    new Date(tx.now),
    signer.id,
  ])
  const [counted] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM keys.hold_item WHERE hold_id = $1',
    [request.holdId],
  )
  const entry = tx.append(
    {
      ...{ kind: 'hold', act: 'lifted', hold: request.holdId, ref: holdRef(request.holdId, row.scope) },
      ...{ region: row.region, count: counted?.count ?? 0, reason: row.reason },
      ...{ who: signer.who, session: signer.session },
    },
    { personId: signer.id, ...(row.scope.kind === 'case' ? { caseId: row.scope.caseId } : {}) },
  )
  return { entry }
}
