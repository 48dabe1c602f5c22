import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { carryReturn } from '#services/review/claims'
import { CaseParams, SignedBody } from '#services/review/schema'

export const POST = route('case:claim', { params: CaseParams, body: SignedBody }, ({ proof, params, body }) =>
  carryReturn(proof, params.id, body.signed, (signed) => keyService().signed(signed)),
)
