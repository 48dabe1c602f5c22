import { carryOne } from '#services/access/carry'
import { SignedBody } from '#services/access/schema'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/** A lead's answer to a request, or review of one. It was signed in the reader, over what the ledger says. */
export const POST = route('access:approve', { body: SignedBody }, ({ proof, body }) =>
  carryOne(proof, ['approve-access', 'review-access'], body.signed, (signed) => keyService().signed(signed)),
)
