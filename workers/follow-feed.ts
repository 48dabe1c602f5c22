import { KeyEvent } from '#domain/key-event'
import { inTransaction } from '#lib/database'
import { listen } from '#lib/listen'
import { pgQuery, type Query } from '#lib/query'
import { deliveriesOf } from '#services/action/data'
import { buryJob } from '#services/pipeline/dead-letters'
import { deleteEvents, type FeedRow, nextEvents, tryLock } from '#services/pipeline/feed'
import {
  applyAdopted,
  applyClaim,
  applyDecided,
  applyPerson,
  applyRefused,
} from '#services/review/projection'
import { applyRationaleShredded, applyShredded } from '#services/review/shredded'
import { markPublished } from '#services/rules/mutations'
import { classifyConversation } from './classify-conversation'
import type { WorkerContext } from './context'
import { deliverOutcome } from './deliver-outcome'
import { codeOf, isOutage } from './job-failure'
import type { Loop } from './loop'
import { routeCase } from './route-case'

const BATCH = 500
const NAME = 'follow-feed'

/** What follows from a batch once it is committed. Lost with the process, it is the sweeper's to find. */
type Next = {
  classify: { reportId: string }[]
  route: { reportId: string; caseId: string }[]
  deliver: { deliveryId: string }[]
  rulesChanged: boolean
}

/**
 * Applies what the key service has committed to the console's picture of it, in order, and starts what follows.
 * Events are applied and deleted in one transaction; an event that cannot be applied becomes a dead letter and
 * holds up nothing.
 */
export const followFeed: Loop = {
  name: NAME,
  idleMs: 1_000,

  async prepare(context) {
    const { pool, enqueuer, rules, log } = context
    const listener = listen(context.databaseUrl, 'key_event', () => context.wakers.get(NAME)?.(), log)
    let size = BATCH

    async function round(): Promise<boolean> {
      const next: Next = { classify: [], route: [], deliver: [], rulesChanged: false }
      let taken = 0
      try {
        taken = await inTransaction(pool, async (client) => {
          const query = pgQuery(client)
          if (!(await tryLock(query, 'feed'))) return 0
          const events = await nextEvents(query, size)
          if (events.length > 0) await applyBatch(query, events, next, context)
          return events.length
        })
      } catch (error) {
        if (isOutage(error)) throw error
        // One event is at fault. Alone it is buried, so that the others go on.
        if (size > 1) {
          size = 1
          return true
        }
        await buryFirst(context, codeOf(error))
      }
      const full = taken === size
      if (taken > 0) size = BATCH
      if (next.rulesChanged) rules.invalidate()
      await enqueuer.tryAdd(classifyConversation, next.classify)
      await enqueuer.tryAdd(routeCase, next.route)
      await enqueuer.tryAdd(deliverOutcome, next.deliver)
      return full
    }
    return { round, close: () => listener.close() }
  },
}

async function applyBatch(
  query: Query,
  events: FeedRow[],
  next: Next,
  context: WorkerContext,
): Promise<void> {
  // Adoptions depend on nothing else in the batch and are most of it.
  const adopted: string[] = []
  for (const row of events) {
    const parsed = KeyEvent.safeParse({ kind: row.kind, ref: row.ref, data: row.data })
    if (!parsed.success) await bury(query, context, row, 'event_invalid')
    else if (parsed.data.kind === 'report.adopted') adopted.push(parsed.data.ref)
    else await applyOne(query, parsed.data, next, context)
  }
  if (adopted.length > 0)
    next.classify = (await applyAdopted(query, adopted)).map(({ id }) => ({ reportId: id }))
  await deleteEvents(
    query,
    events.map((event) => event.seq),
  )
}

async function applyOne(
  query: Query,
  event: Exclude<KeyEvent, { kind: 'report.adopted' }>,
  next: Next,
  context: WorkerContext,
): Promise<void> {
  switch (event.kind) {
    case 'report.refused': {
      const names = context.classifiers.map(({ name }) => name)
      const refused = await applyRefused(query, event, names)
      if (!refused) return
      context.log.error('a report could not be adopted', { reportId: event.ref, code: event.data.code })
      const payload = { reportId: event.ref }
      const letter = { job: 'adopt-report', payload, code: event.data.code, attempts: 1 }
      await buryJob(query, letter, context.now())
      next.route.push({ reportId: refused.id, caseId: refused.caseId })
      return
    }
    case 'claim.changed':
      await applyClaim(query, event)
      return
    case 'case.decided': {
      const { recorded } = await applyDecided(query, event)
      if (!recorded) context.log.error('a decision is in the ledger only', { caseId: event.ref })
      const due = await deliveriesOf(query, event.data.decisionId)
      next.deliver.push(...due.map((deliveryId) => ({ deliveryId })))
      return
    }
    case 'rules.published':
      await markPublished(query, event)
      next.rulesChanged = true
      return
    case 'person.changed':
      await applyPerson(query, event)
      return
    case 'report.shredded':
      await applyShredded(query, event)
      return
    case 'rationale.shredded':
      await applyRationaleShredded(query, event.ref)
  }
}

async function bury(query: Query, context: WorkerContext, row: FeedRow, code: string): Promise<void> {
  const safe = (text: string) => (/^[\w.-]{1,80}$/.test(text) ? text : '')
  const payload = { seq: row.seq, kind: safe(row.kind), ref: safe(row.ref) }
  context.log.error('an event of the key service cannot be applied', {
    seq: row.seq,
    kind: payload.kind,
    code,
  })
  await buryJob(query, { job: NAME, payload, code, attempts: 1 }, context.now())
}

async function buryFirst(context: WorkerContext, code: string): Promise<void> {
  await inTransaction(context.pool, async (client) => {
    const query = pgQuery(client)
    if (!(await tryLock(query, 'feed'))) return
    const [event] = await nextEvents(query, 1)
    if (!event) return
    await bury(query, context, event, code)
    await deleteEvents(query, [event.seq])
  })
}
