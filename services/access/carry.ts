import type { AccessList } from '#domain/access-rules'
import { AppError } from '#domain/errors'
import type { KeyOp, SignedRequest } from '#domain/key-request'
import type { Authorised, Permission } from '#domain/permission'
import { payloadOf } from '#domain/signed-payload'

/** Takes a signed request to the key service. @throws AppError with its reason when it refuses. */
export type Carry = (signed: SignedRequest) => Promise<unknown>

/**
 * Carries one of these operations as it is. The key service decides; nothing of it is kept here.
 * @throws AppError invalid when something else was signed.
 */
export async function carryOne<P extends Permission>(
  _auth: Authorised<P>,
  ops: readonly KeyOp[],
  signed: SignedRequest,
  carry: Carry,
): Promise<unknown> {
  const op = ops.find((one) => isOp(signed, one))
  if (!op)
    throw new AppError('invalid', 'The signed request is not of the kind that belongs here.', {
      reason: 'wrong_signed_request',
    })
  return carry(signed)
}

function isOp(signed: SignedRequest, op: KeyOp): boolean {
  try {
    payloadOf(signed, op)
    return true
  } catch {
    return false
  }
}

/** What the key service says about access, to whoever signed for it. */
export async function listAccess(
  _auth: Authorised<'access:own'>,
  signed: SignedRequest,
  carry: Carry,
): Promise<AccessList> {
  payloadOf(signed, 'list-access')
  return (await carry(signed)) as AccessList
}
