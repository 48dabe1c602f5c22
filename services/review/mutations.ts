import { createHash } from 'node:crypto'
import { fromBase64Url, toHex } from '#domain/bytes'
import type { DecideAnswer } from '#domain/case-view'
import { DecisionEvent, decisionProblem } from '#domain/decision'
import { decodeEnvelope } from '#domain/envelope'
import { AppError } from '#domain/errors'
import type { CommittedEntry, RequestOf, SignedRequest } from '#domain/key-request'
import type { Authorised } from '#domain/permission'
import { payloadOf } from '#domain/signed-payload'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import { prismaQuery } from '#lib/prisma-query'
import { uuidV7 } from '#lib/uuid-v7'
import { type Carry, requireSameCase } from './claims'
import { applyDecided } from './projection'
import { requireRegion } from './regions'
import { withdrawDecision } from './withdraw-decision'

export type DecideInput = {
  signed: SignedRequest
  /** The sealed rationale, base64url. */
  envelope: string
  decisionId: string
  /** How many reports the person had in front of them. */
  acknowledgedReports: number
}
type Tx = Prisma.TransactionClient

/**
 * Decides a case. Two stores must agree, the console's and the ledger, and either may fail at any point, so:
 *
 * 1. One transaction here checks the claim, the stage and what was acknowledged under the case's row lock, and
 *    writes the decision, its rationale, its deliveries, the event and an outbox row with the signed request.
 * 2. The signed request goes to the key service at once.
 *    - It commits: the ledger's index is written beside the decision. Only that index lets a delivery start.
 *    - It refuses: step 1 is undone in one transaction and the person is told why. Nothing has left the house.
 *    - It cannot be reached, or its answer is lost: the decision is kept, unsettled and undelivered. The
 *      outbox is shipped by a worker later, and the feed's `case.decided` settles it if it had arrived after all.
 *
 * Were the key service asked first, a crash before our commit would leave a decision in the ledger whose sealed
 * rationale and deliveries exist nowhere. This way every crash leaves rows that somebody goes on from.
 */
export async function decideCase(
  { actor }: Authorised<'case:decide'>,
  caseId: string,
  input: DecideInput,
  now: Date,
  carry: Carry,
): Promise<DecideAnswer> {
  const request = payloadOf(input.signed, 'decide')
  requireSameCase(request.caseId, caseId)
  const envelope = checkRequest(request, input)
  const outboxId = await prisma().$transaction(async (tx) => {
    const found = await lockDecidable(tx, caseId, actor.personId, input.acknowledgedReports, now)
    requireRegion(actor, found.region)
    return storeDecision(tx, found, {
      request,
      envelope,
      signed: input.signed,
      personId: actor.personId,
      now,
    })
  })

  const { decisionId } = input
  let index: number
  try {
    index = ((await carry(input.signed)) as CommittedEntry).index
  } catch (error) {
    if (!isRefusal(error)) return { decisionId, settled: false, index: null }
    await prisma().$transaction((tx) =>
      withdrawDecision(prismaQuery(tx), {
        caseId,
        decisionId,
        outboxId: String(outboxId),
        code: error.reason,
      }),
    )
    throw error
  }
  await applyDecided(prismaQuery(), { ref: caseId, data: { decisionId, index } })
  await prisma().outbox.update({ where: { id: outboxId }, data: { shippedAt: new Date() } })
  return { decisionId, settled: true, index }
}

/** `replayed` is no refusal: these bytes have been there before, and what became of them comes by the feed. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== 'unavailable' && error.reason !== 'replayed'
}

/** @returns the envelope's bytes, which must be the ones that the person signed for. */
function checkRequest(request: RequestOf<'decide'>, input: DecideInput): Uint8Array<ArrayBuffer> {
  const invalid = (reason: string, message: string) => new AppError('invalid', message, { reason })
  if (request.decisionId !== input.decisionId)
    throw invalid('wrong_decision', 'What was signed is another decision.')
  const problem = decisionProblem(request.policy, request.action)
  if (problem) throw invalid('action_without_policy', problem)
  let bytes: Uint8Array<ArrayBuffer>
  let dek: string
  try {
    bytes = fromBase64Url(input.envelope)
    dek = toHex(decodeEnvelope(bytes).dekId)
  } catch {
    throw invalid('bad_envelope', 'The rationale is not sealed as it must be.')
  }
  const hash = createHash('sha256').update(bytes).digest('base64url')
  if (dek !== request.rationale.dek || hash !== request.rationale.hash)
    throw invalid('bad_envelope', 'The sealed rationale is not the one that was signed.')
  return bytes
}

type Decidable = Prisma.CaseGetPayload<{ include: { reports: true } }>

/** Locks the case's row and checks that this person may decide it as they saw it. */
async function lockDecidable(
  tx: Tx,
  caseId: string,
  personId: string,
  acknowledged: number,
  now: Date,
): Promise<Decidable> {
  await tx.$queryRaw`SELECT id FROM review_case WHERE id = ${caseId}::uuid FOR UPDATE`
  const found = await tx.case.findUnique({
    where: { id: caseId },
    include: { reports: { orderBy: { receivedAt: 'asc' } } },
  })
  if (!found) throw new AppError('not_found', 'There is no such case.')
  const conflict = (reason: string, message: string) => new AppError('conflict', message, { reason })
  if (['decided', 'acted', 'closed'].includes(found.stage))
    throw conflict('already_decided', 'This case has been decided.')
  const held = found.stage === 'claimed' && found.claimedBy === personId
  if (!held || !found.leaseUntil || found.leaseUntil < now)
    throw conflict('not_claimed', 'You do not hold this case any more. Claim it again.')
  if (found.reports.length !== acknowledged)
    throw conflict('reports_joined', 'A further report has joined this case. Look at it before you decide.')
  if (found.reports.some((report) => report.stage === 'received'))
    throw conflict('report_arriving', 'A further report is just arriving. Wait a moment, then look at it.')
  return found
}

type ToStore = {
  request: RequestOf<'decide'>
  envelope: Uint8Array<ArrayBuffer>
  signed: SignedRequest
  personId: string
  now: Date
}

/** @returns the outbox row's id */
async function storeDecision(
  tx: Tx,
  found: Decidable,
  { request, envelope, signed, personId, now }: ToStore,
): Promise<bigint> {
  const { decisionId, policy, action } = request
  await tx.decision.create({
    data: {
      id: decisionId,
      caseId: found.id,
      personId,
      policy,
      action,
      rationaleDek: request.rationale.dek,
      rationaleEnvelope: envelope,
      decidedAt: now,
    },
  })
  // Holder and lease stay until the key service has ended the claim: a refusal gives the case back to them.
  await tx.case.update({
    where: { id: found.id },
    data: { stage: 'decided', decidedAt: now, version: { increment: 1 } },
  })
  const endpoints = await tx.webhookEndpoint.findMany({
    where: { platformId: found.platformId, active: true },
    select: { id: true },
  })
  const payload = decisionEvent(found, request, now)
  await tx.delivery.createMany({
    data: endpoints.map((endpoint) => ({
      id: uuidV7(now.getTime()),
      platformId: found.platformId,
      decisionId,
      endpointId: endpoint.id,
      payload,
    })),
  })
  await tx.caseEvent.create({
    data: { caseId: found.id, kind: 'case.decided', actorId: personId, data: { decisionId } },
  })
  const outbox = await tx.outbox.create({ data: { kind: 'signed', payload: signed }, select: { id: true } })
  return outbox.id
}

/** What the platform will receive: strictly this shape, so that neither reporter nor content can slip in. */
function decisionEvent(found: Decidable, request: RequestOf<'decide'>, now: Date): DecisionEvent {
  return DecisionEvent.parse({
    type: 'case.decided',
    timestamp: now.toISOString(),
    data: {
      caseId: found.id,
      decisionId: request.decisionId,
      region: found.region,
      conversationId: found.conversationId,
      subjectId: found.subjectId,
      reports: found.reports.map((report) => ({ reportId: report.id, externalId: report.externalId })),
      policy: request.policy,
      action: request.action,
      decidedAt: now.toISOString(),
    },
  } satisfies DecisionEvent)
}
