import { toBase64Url } from '#domain/bytes'
import { mergeOrder } from '#domain/conversation'
import type { FrankingState } from '#domain/envelope'
import { AppError } from '#domain/errors'
import type { Authorised } from '#domain/permission'
import type { SealedMessage } from '#domain/reader-protocol'
import { prisma } from '#lib/prisma'
import { requireRegion } from './regions'

/**
 * The case's messages as ciphertext, in merged order, for whoever holds the claim. Without the keys, which only
 * the key service gives and only to the reader, they are noise; even so they go to nobody else.
 * @throws AppError not_found, forbidden
 */
export async function sealedMessages(
  { actor }: Authorised<'content:reveal'>,
  caseId: string,
  now: Date,
): Promise<SealedMessage[]> {
  const found = await prisma().case.findUnique({
    where: { id: caseId },
    select: { region: true, stage: true, claimedBy: true, leaseUntil: true },
  })
  if (!found) throw new AppError('not_found', 'There is no such case.')
  requireRegion(actor, found.region)
  const mine = found.stage === 'claimed' && found.claimedBy === actor.personId
  if (!mine || found.leaseUntil === null || found.leaseUntil < now)
    throw new AppError('forbidden', 'Claim this case to read it.', { reason: 'not_claimed' })
  const messages = await prisma().message.findMany({
    where: { report: { caseId } },
    include: { report: { select: { dek: true } } },
  })
  return mergeOrder(
    messages.map((message) => ({
      dek: message.report.dek,
      seq: message.seq,
      reportId: message.reportId,
      id: message.messageId,
      sender: message.sender,
      sentAt: message.sentAt.getTime(),
      kind: message.kind,
      reported: message.reported,
      franking: message.franking as FrankingState,
      envelope: toBase64Url(message.envelope),
      ...(message.destroyedAt === null ? {} : { destroyedAt: message.destroyedAt.getTime() }),
    })),
  )
}
