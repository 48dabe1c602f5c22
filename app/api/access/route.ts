import { carryOne } from '#services/access/carry'
import { SignedBody } from '#services/access/schema'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

const OPS = ['request-access', 'take-up', 'revoke-access', 'declare-relation', 'shred'] as const

/** What people do about their own access, erasures among it, and leads and admins about relations and revocations. */
export const POST = route('access:own', { body: SignedBody }, ({ proof, body }) =>
  carryOne(proof, OPS, body.signed, (signed) => keyService().signed(signed)),
)
