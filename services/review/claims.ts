import { z } from 'zod'
import { AppError } from '#domain/errors'
import type { ClaimAnswer, SignedRequest } from '#domain/key-request'
import type { Authorised } from '#domain/permission'
import { payloadOf } from '#domain/signed-payload'
import { Uuid } from '#domain/uuid'
import { prisma } from '#lib/prisma'
import { prismaQuery } from '#lib/prisma-query'
import { applyClaim } from './projection'
import { personNames } from './queue-data'
import { requireRegion } from './regions'

/** Takes a signed request to the key service. @throws AppError with its reason when it refuses. */
export type Carry = (signed: SignedRequest) => Promise<unknown>
type HoldOp = 'claim' | 'renew' | 'widen'
const ACTS = { claim: 'taken', renew: 'renewed', widen: 'renewed' } as const

const Held = z.looseObject({
  caseId: Uuid,
  claim: z.int(),
  personId: Uuid,
  leaseUntil: z.int(),
})
const Returned = z.looseObject({ caseId: Uuid, claim: z.int() })

/**
 * Carries a signed claim, renewal or widening to the key service, whose one guarded write decides, and draws the
 * answer into the console's picture. Nothing here gives a right: a console that made this up would open nothing.
 * @throws AppError conflict `lease_held` that says who holds the case.
 */
export async function carryClaim(
  { actor }: Authorised<'case:claim'>,
  caseId: string,
  op: HoldOp,
  signed: SignedRequest,
  carry: Carry,
): Promise<ClaimAnswer> {
  requireSameCase(payloadOf(signed, op).caseId, caseId)
  requireRegion(actor, await regionOf(caseId))
  const answer = await answerOf(caseId, () => carry(signed), Held)
  const { claim, personId, leaseUntil } = answer
  await applyClaim(prismaQuery(), { ref: caseId, data: { claim, act: ACTS[op], personId, leaseUntil } })
  // The reading key of a colleague who used this browser before: their claim stands, but this page is not theirs.
  if (personId !== actor.personId)
    throw new AppError(
      'conflict',
      'The reading key belongs to somebody else. Lock it and unlock it as yourself.',
      {
        reason: 'another_person',
      },
    )
  return answer as unknown as ClaimAnswer
}

/** Gives a case back: its grants end at once, and it waits for the next moderator. */
export async function carryReturn(
  { actor }: Authorised<'case:claim'>,
  caseId: string,
  signed: SignedRequest,
  carry: Carry,
): Promise<void> {
  requireSameCase(payloadOf(signed, 'return').caseId, caseId)
  requireRegion(actor, await regionOf(caseId))
  const { claim } = await answerOf(caseId, () => carry(signed), Returned)
  await applyClaim(prismaQuery(), {
    ref: caseId,
    data: { claim, act: 'returned', personId: actor.personId, leaseUntil: null },
  })
}

async function answerOf<T extends z.ZodType>(
  caseId: string,
  ask: () => Promise<unknown>,
  shape: T,
): Promise<z.infer<T>> {
  try {
    const answer = shape.safeParse(await ask())
    if (answer.success && (answer.data as { caseId: string }).caseId === caseId) return answer.data
  } catch (error) {
    if (error instanceof AppError && error.reason === 'lease_held') throw await heldBy(caseId)
    throw error
  }
  throw new AppError('unavailable', 'The key service answered something else. Try again.', {
    reason: 'bad_answer',
  })
}

/** The key service does not say who; the projection does, and may be a moment behind. */
async function heldBy(caseId: string): Promise<AppError> {
  const found = await prisma().case.findUnique({
    where: { id: caseId },
    select: { claimedBy: true, leaseUntil: true },
  })
  const name = found?.claimedBy ? (await personNames([found.claimedBy])).get(found.claimedBy) : undefined
  return new AppError('conflict', `${name ?? 'A colleague'} holds this case already.`, {
    reason: 'lease_held',
  })
}

async function regionOf(caseId: string): Promise<string> {
  const found = await prisma().case.findUnique({ where: { id: caseId }, select: { region: true } })
  if (!found) throw new AppError('not_found', 'There is no such case.')
  return found.region
}

export function requireSameCase(signed: string, caseId: string): void {
  if (signed !== caseId)
    throw new AppError('invalid', 'What was signed is about another case.', { reason: 'wrong_case' })
}
