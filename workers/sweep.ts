import { inTransaction } from '#lib/database'
import { pgQuery, type Query } from '#lib/query'
import { dueDeliveries } from '#services/action/data'
import { advanceDecided } from '#services/action/mutations'
import { tryLock } from '#services/pipeline/feed'
import { unannouncedReports, unclassifiedReports, unroutedReports } from '#services/pipeline/stuck'
import { unaskedReports } from '#services/plugin/allowed'
import { applyAdopted } from '#services/review/projection'
import { askPlugin } from './ask-plugin'
import { classifyConversation } from './classify-conversation'
import type { WorkerContext } from './context'
import { deliverOutcome } from './deliver-outcome'
import type { Job } from './job'
import type { Loop } from './loop'
import { routeCase } from './route-case'

/** A healthy pipeline moves a report on within seconds; after this it counts as forgotten. */
const STUCK_MS = 30_000
const LIMIT = 1_000

/**
 * Puts forgotten work back on its way, every second, whatever forgot it: a crash between commit and enqueue, a lost
 * event, Redis without its data. Enqueueing a job that is still there changes nothing. Deliveries are scheduled by
 * this alone: their next try stands in PostgreSQL.
 */
export const sweep: Loop = {
  name: 'sweep',
  idleMs: 1_000,

  async prepare(context) {
    const after = context.stuckAfterMs ?? STUCK_MS
    return {
      async round() {
        const work = await inTransaction(context.pool, async (client) => {
          const query = pgQuery(client)
          if (!(await tryLock(query, 'sweep'))) return undefined
          return find(query, after)
        })
        if (!work) return false
        await enqueue(context, classifyConversation, work.classify)
        await enqueue(context, routeCase, work.route)
        await enqueue(context, askPlugin, work.ask)
        await enqueue(context, deliverOutcome, work.deliver)
        return false
      },
    }
  },
}

async function find(query: Query, after: number) {
  const lost = await unannouncedReports(query, after, LIMIT)
  const announced = lost.length > 0 ? await applyAdopted(query, lost) : []
  await advanceDecided(query)
  return {
    classify: [
      ...announced.map(({ id }) => ({ reportId: id })),
      ...(await unclassifiedReports(query, after, LIMIT)),
    ],
    route: await unroutedReports(query, after, LIMIT),
    ask: await unaskedReports(query, after, LIMIT),
    deliver: (await dueDeliveries(query, LIMIT)).map((deliveryId) => ({ deliveryId })),
  }
}

async function enqueue<P extends object>(context: WorkerContext, job: Job<P>, payloads: P[]): Promise<void> {
  if (payloads.length === 0) return
  if (await context.enqueuer.tryAdd(job, payloads))
    context.metrics.swept.inc({ job: job.name }, payloads.length)
}
