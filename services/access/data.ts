import type { AccessList, OwnGrant } from '#domain/access-rules'
import { toBase64Url } from '#domain/bytes'
import { fromRefs, mergeOrder } from '#domain/conversation'
import type { FrankingState } from '#domain/envelope'
import { AppError } from '#domain/errors'
import type { Authorised } from '#domain/permission'
import type { ConversationView } from '#domain/reader-protocol'
import { prisma } from '#lib/prisma'

/** Names of everybody whom a list mentions. */
export async function namesIn(
  _auth: Authorised<'access:own'>,
  { requests, relations }: AccessList,
): Promise<Record<string, string>> {
  const ids = new Set<string>(relations.map((relation) => relation.declaredBy))
  for (const { personId, approvals, review } of requests)
    for (const id of [
      personId,
      ...approvals.map((one) => one.personId),
      ...(review ? [review.personId] : []),
    ])
      ids.add(id)
  const rows = await prisma().person.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  })
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

export type GrantedConversation = Omit<ConversationView, 'evidence'>

/**
 * The ciphertext of what a grant names in one case, and nothing beside it. `grants` is the key service's own answer to
 * the person who asks, so nobody is handed what they hold no grant for; without keys it is noise even so.
 * @throws AppError not_found
 */
export async function grantedMessages(
  _auth: Authorised<'access:own'>,
  grants: readonly OwnGrant[],
  wanted: { grantId: string; caseId: string },
): Promise<GrantedConversation> {
  const grant = grants.find((one) => one.id === wanted.grantId)
  const part = grant?.cases.find((one) => one.caseId === wanted.caseId)
  const found = part && (await prisma().case.findUnique({ where: { id: part.caseId } }))
  if (!grant || !part || !found)
    throw new AppError('not_found', 'This grant has ended, or does not cover this case.', {
      reason: 'no_such_grant',
    })
  const places = new Set(fromRefs(part.messages).map(({ dek, seq }) => `${dek}:${seq}`))
  const rows = await prisma().message.findMany({
    where: { report: { caseId: part.caseId, dek: { in: part.messages.map(([dek]) => dek) } } },
    include: { report: { select: { dek: true, reporterId: true } } },
  })
  const messages = rows.map((row) => ({
    ...{ dek: row.report.dek, seq: row.seq, reportId: row.reportId, id: row.messageId, sender: row.sender },
    ...{ sentAt: row.sentAt.getTime(), kind: row.kind, reported: row.reported },
    franking: row.franking as FrankingState,
    envelope: toBase64Url(row.envelope),
  }))
  const { id, uses, notBefore, expires, accessId } = grant
  return {
    ...{ caseId: part.caseId, region: found.region, platform: found.platformId },
    ...{ conversation: found.conversationId, subject: found.subjectId },
    reporter: rows[0]?.report.reporterId ?? '',
    ...(accessId === undefined ? {} : { accessId }),
    grant: { id, caseId: part.caseId, messages: part.messages, uses, notBefore, expires },
    messages: mergeOrder(messages.filter(({ dek, seq }) => places.has(`${dek}:${seq}`))),
  }
}
