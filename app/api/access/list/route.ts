import { listAccess } from '#services/access/carry'
import { namesIn } from '#services/access/data'
import { SignedBody } from '#services/access/schema'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

export const POST = route('access:own', { body: SignedBody }, async ({ proof, body }) => {
  const list = await listAccess(proof, body.signed, (signed) => keyService().signed(signed))
  return { ...list, names: await namesIn(proof, list) }
})
