import { consoleEnv } from '#lib/console-env'
import { route } from '#services/auth/route'
import { createEndpoint } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'
import { CreateEndpointBody } from '#services/platforms/schema'

/** The answer holds the signing secret, once. */
export const POST = route('apikeys:write', { body: CreateEndpointBody }, async ({ proof, body }) => {
  const created = await createEndpoint(proof, body, consoleEnv().CONSOLE_SECRET_KEY)
  const { id, secret } = settled(created, 'platform')
  return { id, secret }
})
