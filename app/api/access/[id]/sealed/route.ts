import { listAccess } from '#services/access/carry'
import { grantedMessages } from '#services/access/data'
import { GrantParams, SealedBody } from '#services/access/schema'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

export const POST = route(
  'access:own',
  { params: GrantParams, body: SealedBody },
  async ({ proof, params, body }) => {
    const { grants } = await listAccess(proof, body.signed, (signed) => keyService().signed(signed))
    return grantedMessages(proof, grants, { grantId: params.id, caseId: body.caseId })
  },
)
