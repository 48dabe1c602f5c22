import { fromBase64Url, fromUtf8 } from './bytes'
import { AppError } from './errors'
import { type KeyOp, KeyRequest, type RequestOf, type SignedRequest } from './key-request'

/**
 * What a signed request asks for, so that whoever carries it can see that it is what the person meant. The
 * signature is the key service's to check: to the console these are only words.
 * @throws AppError invalid, without a word of the payload, unless it is a well-formed request of that kind.
 */
export function payloadOf<Op extends KeyOp>(signed: SignedRequest, op: Op): RequestOf<Op> {
  let value: unknown
  try {
    value = JSON.parse(fromUtf8(fromBase64Url(signed.payload)))
  } catch {
    value = undefined
  }
  const parsed = KeyRequest.safeParse(value)
  if (!parsed.success || parsed.data.op !== op)
    throw new AppError('invalid', 'The signed request is not of the kind that belongs here.', {
      reason: 'wrong_signed_request',
    })
  return parsed.data as RequestOf<Op>
}
