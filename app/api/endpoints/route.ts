import { AppError } from '#domain/errors'
import { consoleEnv } from '#lib/console-env'
import { addressProblem } from '#services/action/address'
import { route } from '#services/auth/route'
import { createEndpoint } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'
import { CreateEndpointBody } from '#services/platforms/schema'

/** The answer holds the signing secret, once. */
export const POST = route('apikeys:write', { body: CreateEndpointBody }, async ({ proof, body }) => {
  const { COUNTERSIGN_MODE } = consoleEnv()
  const problem = addressProblem(body.url, COUNTERSIGN_MODE)
  if (problem) throw new AppError('invalid', problem, { fields: [{ path: '/url', message: problem }] })
  const created = await createEndpoint(proof, body, consoleEnv().CONSOLE_SECRET_KEY)
  const { id, secret } = settled(created, 'platform')
  return { id, secret }
})
