import type { Authorised } from '#domain/permission'
import type { QueueFilter, QueuePage, QueueRow, QueueState } from '#domain/queue-view'
import type { Region } from '#domain/region'
import { CaseStage } from '#domain/review-case'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import { caseScores } from './score-data'

/** A lease that ran out frees the case, even before the key service's own event of it has arrived. */
function waiting(now: Date): Prisma.CaseWhereInput {
  return { OR: [{ stage: 'routed' }, { stage: 'claimed', leaseUntil: { lt: now } }] }
}

function inState(state: QueueState, personId: string, now: Date): Prisma.CaseWhereInput {
  const held: Prisma.CaseWhereInput = { stage: 'claimed', leaseUntil: { gte: now } }
  switch (state) {
    case 'open':
      return { stage: { in: ['routed', 'claimed'] } }
    case 'waiting':
      return waiting(now)
    case 'mine':
      return { ...held, claimedBy: personId }
    case 'held':
      return { ...held, claimedBy: { not: personId } }
    case 'arriving':
      return { stage: { in: ['sealed', 'classified'] } }
    case 'decided':
      return { stage: { in: ['decided', 'acted', 'closed'] } }
  }
}

const MOST_URGENT_FIRST: Prisma.CaseOrderByWithRelationInput[] = [
  { priority: 'desc' },
  { dueAt: { sort: 'asc', nulls: 'last' } },
  { id: 'asc' },
]

/** The cases of this person's regions that match, most urgent first; decided ones latest first. */
export async function queuePage(
  { actor }: Authorised<'queue:read'>,
  filter: QueueFilter,
  now: Date,
): Promise<QueuePage> {
  const regions = filter.region ? actor.regions.filter((r) => r === filter.region) : actor.regions
  const where: Prisma.CaseWhereInput = {
    ...inState(filter.state, actor.personId, now),
    region: { in: regions },
    ...(filter.queue ? { queue: filter.queue } : {}),
  }
  const [cases, total, open] = await Promise.all([
    prisma().case.findMany({
      where,
      orderBy: filter.state === 'decided' ? [{ decidedAt: 'desc' }, { id: 'asc' }] : MOST_URGENT_FIRST,
      take: filter.limit,
      include: { reports: { select: { reason: true }, orderBy: { receivedAt: 'asc' }, take: 1 } },
    }),
    prisma().case.count({ where }),
    prisma().case.groupBy({
      by: ['queue'],
      where: { ...inState('open', actor.personId, now), region: { in: actor.regions } },
      _count: true,
    }),
  ])
  const [scores, names] = await Promise.all([
    caseScores(cases.map((c) => c.id)),
    personNames(cases.map((c) => c.claimedBy)),
  ])
  const rows = cases.map((c): QueueRow => {
    const expired = c.stage === 'claimed' && c.leaseUntil !== null && c.leaseUntil < now
    return {
      id: c.id,
      region: c.region as Region,
      queue: c.queue,
      stage: expired ? 'routed' : CaseStage.parse(c.stage),
      priority: c.priority,
      dueAt: c.dueAt?.toISOString() ?? null,
      openedAt: c.openedAt.toISOString(),
      reason: c.reports[0]?.reason ?? '',
      reports: c.reportCount,
      messages: c.messageCount,
      holder:
        expired || !c.claimedBy ? null : { id: c.claimedBy, name: names.get(c.claimedBy) ?? 'Somebody' },
      leaseUntil: expired ? null : (c.leaseUntil?.toISOString() ?? null),
      scores: scores.get(c.id) ?? [],
    }
  })
  return { rows, total, open: Object.fromEntries(open.map((group) => [group.queue, group._count])) }
}

/** The most urgent case that this person may claim now, leaving out those that they just lost to others. */
export async function nextClaimable(
  { actor }: Authorised<'case:claim'>,
  choice: { queue?: string | undefined; region?: string | undefined; skip: string[] },
  now: Date,
): Promise<string | undefined> {
  const found = await prisma().case.findFirst({
    where: {
      ...waiting(now),
      region: { in: choice.region ? actor.regions.filter((r) => r === choice.region) : actor.regions },
      ...(choice.queue ? { queue: choice.queue } : {}),
      id: { notIn: choice.skip },
    },
    orderBy: MOST_URGENT_FIRST,
    select: { id: true },
  })
  return found?.id
}

/** The case that this person holds and should finish first: nobody gathers what is urgent by claiming on. */
export async function heldCase({ actor }: Authorised<'case:claim'>, now: Date): Promise<string | undefined> {
  const held = await prisma().case.findFirst({
    where: { stage: 'claimed', claimedBy: actor.personId, leaseUntil: { gt: now } },
    orderBy: MOST_URGENT_FIRST,
    select: { id: true },
  })
  return held?.id
}

export async function personNames(ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const people = await prisma().person.findMany({
    where: { id: { in: wanted } },
    select: { id: true, name: true },
  })
  return new Map(people.map((person) => [person.id, person.name]))
}
