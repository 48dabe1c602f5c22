import type { ClaimAnswer } from '#domain/key-request'
import { WINDOW_SELF } from '#domain/review-case'
import type { Operation } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { extendClaim } from './renew'

/** Widens one's own window to what a moderator may open alone, for a stated reason. Beyond that a lead decides. */
export const widen: Operation<'widen', { answer: ClaimAnswer }> = {
  op: 'widen',
  by: 'person',
  role: 'moderator',
  most: 1,
  ref: (request) => request.caseId,
  caseId: (request) => request.caseId,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    return [
      await extendClaim(tx, request.caseId, signer as PersonSigner, {
        reason: request.reason,
        around: WINDOW_SELF,
      }),
    ]
  },
  answer: ({ answer }) => answer,
}
