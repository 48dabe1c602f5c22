import { AppError } from '#domain/errors'
import type { Region } from '#domain/region'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { holdRef, takeUnderHold } from '../deletion/holds'
import { rewrapSecrets } from '../epochs/wrapped-secrets'
import { committedAnswer } from '../ledger/committed-answer'
import { type Call, type Operation, type OperationContext, type Refusal, refuse } from '../operation'

/** More at once would not fit the time of one commit: place several holds. */
const MOST_REPORTS = 5_000

/**
 * Keeps reports although their time is over. Their keys move to the region's hold epoch in the same transaction, so
 * that the epoch that they came from can be destroyed without them.
 */
export const hold: Operation<'hold', { entry: Appended; count: number }> = {
  op: 'hold',
  by: 'person',
  role: 'legal',
  most: 1,
  ref: (request) => request.holdId,
  run: async (tx, calls, context) => [await place(tx, calls[0]!, context)],
  answer: ({ entry, count }, request, after) => ({
    ...committedAnswer(entry, after),
    holdId: request.holdId,
    count,
  }),
}

async function place(
  tx: LedgerTx,
  { request, signer }: Call<'hold'>,
  { epochs }: OperationContext,
): Promise<{ entry: Appended; count: number } | Refusal> {
  const { holdId, region, scope, reason } = request
  if (signer.kind !== 'person' || !signer.regions.includes(region)) return refuse('forbidden', 'wrong_region')
  if (scope.kind === 'identifiers' && scope.accounts.length + scope.conversations.length === 0)
    return refuse('invalid', 'empty_scope')
  const added = await tx.write(
    `INSERT INTO keys.hold (id, region, scope, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING`,
    [holdId, region, JSON.stringify(scope), reason, signer.id, new Date(tx.now)],
  )
  if (added === 0) return refuse('conflict', 'hold_exists')
  const rows = await takeUnderHold(tx, holdId)
  // Thrown, so that the hold is undone with it: a refusal would commit what has been written.
  if (rows.length > MOST_REPORTS)
    throw new AppError('invalid', 'One hold covers at most 5,000 reports: place several.', {
      reason: 'too_many_reports',
    })
  await moveToHold(tx, epochs, region, rows)
  const entry = tx.append(
    {
      ...{
        kind: 'hold',
        act: 'placed',
        hold: holdId,
        ref: holdRef(holdId, scope),
        region,
        count: rows.length,
      },
      ...{ reason, who: signer.who, session: signer.session },
    },
    { personId: signer.id, ...(scope.kind === 'case' ? { caseId: scope.caseId } : {}) },
  )
  return { entry, count: rows.length }
}

async function moveToHold(
  tx: LedgerTx,
  epochs: OperationContext['epochs'],
  region: Region,
  rows: Awaited<ReturnType<typeof takeUnderHold>>,
): Promise<void> {
  const inHold = new Set(epochs.records().flatMap((record) => (record.retention === 'hold' ? record.id : [])))
  const moving = rows.filter((row) => !inHold.has(row.epoch))
  if (moving.length === 0) return
  const to = epochs.get(epochs.holdEpoch(region))!
  const wrapped = moving.map((row) => {
    const from = epochs.get(row.epoch)
    if (!from) throw new Error('a report names an epoch that is not in the store')
    return rewrapSecrets(from, to, row)
  })
  await tx.write(
    `INSERT INTO keys.former_epoch (owner, epoch) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING`,
    [moving.map((row) => row.id), moving.map((row) => row.epoch)],
  )
  await tx.write(
    `UPDATE keys.report r SET epoch = $3, wrapped = t.wrapped
     FROM unnest($1::uuid[], $2::bytea[]) AS t (id, wrapped) WHERE r.id = t.id`,
    [moving.map((row) => row.id), wrapped, to.record.id],
  )
}
