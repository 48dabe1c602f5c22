import { z } from 'zod'
import { fromBase64Url, fromUtf8 } from '#domain/bytes'
import { AppError } from '#domain/errors'
import { SignedRequest } from '#domain/key-request'
import { Uuid } from '#domain/uuid'
import { inTransaction } from '#lib/database'
import { pgQuery, type Query } from '#lib/query'
import { tryLock } from '#services/pipeline/feed'
import { isDecided, markRefused, markShipped, type OutboxRow, unshipped } from '#services/pipeline/outbox'
import { withdrawDecision } from '#services/review/withdraw-decision'
import type { WorkerContext } from './context'
import { codeOf, isOutage } from './job-failure'
import type { Loop } from './loop'

const BATCH = 100
const Fact = z.strictObject({
  fact: z.string().max(64),
  personId: z.string().max(80),
  ref: z.string().max(80),
})
const Decide = z.object({ op: z.literal('decide'), caseId: Uuid, decisionId: Uuid })
/** The key service has seen these bytes before and answered them. */
const SEEN_BEFORE = 'replayed'

/**
 * Ships the console's outbox to the key service in the order in which it was written: one worker at a time, under a
 * lock that lasts as long as the transaction. Shipping is at least once; a fact may stand in the ledger twice.
 */
export const shipFacts: Loop = {
  name: 'ship-facts',
  idleMs: 500,

  async prepare(context) {
    return {
      round: () =>
        inTransaction(context.pool, async (client) => {
          const query = pgQuery(client)
          if (!(await tryLock(query, 'outbox'))) return false
          const rows = await unshipped(query, BATCH)
          for (let i = 0; i < rows.length; ) {
            const facts = rows.slice(i).findIndex((row) => row.kind !== 'fact')
            const count = facts === -1 ? rows.length - i : Math.max(1, facts)
            const batch = rows.slice(i, i + count)
            const stopped = await ship(query, batch, context)
            if (stopped) return false
            i += count
          }
          return rows.length === BATCH
        }),
    }
  },
}

/** @returns true when the key service is away: what was shipped before is kept, the rest waits. */
async function ship(query: Query, rows: OutboxRow[], context: WorkerContext): Promise<boolean> {
  try {
    await send(rows, context)
    await markShipped(
      query,
      rows.map((row) => row.id),
    )
    return false
  } catch (error) {
    if (isOutage(error)) return true
    const code = codeOf(error)
    if (!(error instanceof AppError) && !(error instanceof z.ZodError)) throw error
    const decision = code === SEEN_BEFORE ? decisionIn(rows[0]!.payload) : undefined
    // Seen before and not decided: the first answer was a no, and whoever asked never heard it.
    if (code === SEEN_BEFORE && (!decision || (await isDecided(query, decision.decisionId)))) {
      await markShipped(
        query,
        rows.map((row) => row.id),
      )
      return false
    }
    // Together they are refused for the sake of one.
    if (rows.length > 1) {
      for (const row of rows) if (await ship(query, [row], context)) return true
      return false
    }
    await refuse(query, rows[0]!, error instanceof z.ZodError ? 'malformed' : code, context)
    return false
  }
}

async function send(rows: OutboxRow[], { keys }: WorkerContext): Promise<void> {
  if (rows[0]!.kind === 'signed') await keys.signed(SignedRequest.parse(rows[0]!.payload))
  else await keys.facts(rows.map((row) => Fact.parse(row.payload)))
}

async function refuse(query: Query, row: OutboxRow, code: string, context: WorkerContext): Promise<void> {
  context.log.error('the key service refused a fact of the console', { kind: row.kind, code })
  await markRefused(query, row.id, code)
  const decision = row.kind === 'signed' ? decisionIn(row.payload) : undefined
  if (decision) await withdrawDecision(query, { ...decision, outboxId: row.id, code })
}

/** Which decision a signed request carries, if it is one. */
function decisionIn(payload: unknown): { caseId: string; decisionId: string } | undefined {
  const signed = SignedRequest.safeParse(payload)
  if (!signed.success) return undefined
  try {
    const request = Decide.safeParse(JSON.parse(fromUtf8(fromBase64Url(signed.data.payload))))
    return request.success ? request.data : undefined
  } catch {
    return undefined
  }
}
