import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { decideCase } from '#services/review/mutations'
import { CaseParams, DecideBody } from '#services/review/schema'

export const POST = route(
  'case:decide',
  { params: CaseParams, body: DecideBody },
  ({ proof, params, body }) =>
    decideCase(proof, params.id, body, new Date(), (signed) => keyService().signed(signed)),
)
