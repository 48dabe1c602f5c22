import type { SearchGroup, SearchHit } from '#domain/case-view'
import type { Authorised } from '#domain/permission'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'

/** A group shows so many cases; whoever needs more filters the queue. */
const MOST = 50
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** The tail of a case's id, as the queue shows it. */
const TAIL = /^[0-9a-f]{8}$/i

/**
 * Cases of this person's regions by the id of a case, report, conversation, account or message: ours or the
 * platform's, exact. Never by content, which nothing here could read.
 */
export async function searchCases({ actor }: Authorised<'case:read'>, text: string): Promise<SearchGroup[]> {
  const uuid = UUID.test(text) ? text.toLowerCase() : undefined
  const where: Record<SearchGroup['kind'], Prisma.CaseWhereInput | undefined> = {
    case: uuid
      ? { id: uuid }
      : TAIL.test(text)
        ? { id: { in: await casesByTail(text.toLowerCase()) } }
        : undefined,
    report: { reports: { some: uuid ? { OR: [{ id: uuid }, { externalId: text }] } : { externalId: text } } },
    conversation: { conversationId: text },
    reported_account: { OR: [{ subjectId: text }, { reports: { some: { subjectId: text } } }] },
    reporter_account: { reports: { some: { reporterId: text } } },
    message: { reports: { some: { messages: { some: { messageId: text } } } } },
  }
  const groups = await Promise.all(
    Object.entries(where).map(
      async ([kind, match]): Promise<SearchGroup> => ({
        kind: kind as SearchGroup['kind'],
        cases: match ? await hits({ ...match, region: { in: actor.regions } }) : [],
      }),
    ),
  )
  return groups.filter((group) => group.cases.length > 0)
}

async function casesByTail(tail: string): Promise<string[]> {
  const rows = await prisma().$queryRaw<{ id: string }[]>`
    SELECT id FROM review_case WHERE right(id::text, 8) = ${tail} LIMIT ${MOST}`
  return rows.map((row) => row.id)
}

async function hits(where: Prisma.CaseWhereInput): Promise<SearchHit[]> {
  const cases = await prisma().case.findMany({
    where,
    orderBy: { openedAt: 'desc' },
    take: MOST,
    select: {
      ...{
        id: true,
        region: true,
        queue: true,
        stage: true,
        reportCount: true,
        openedAt: true,
        decidedAt: true,
      },
      reports: { select: { reason: true }, orderBy: { receivedAt: 'asc' }, take: 1 },
    },
  })
  return cases.map(({ reports, reportCount, openedAt, decidedAt, ...rest }) => ({
    ...rest,
    reason: reports[0]?.reason ?? '',
    reports: reportCount,
    openedAt: openedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }))
}
