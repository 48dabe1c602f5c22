import { z } from 'zod'
import { AppError } from '#domain/errors'
import { Uuid } from '#domain/uuid'
import { consoleEnv } from '#lib/console-env'
import { route } from '#services/auth/route'
import { recentDeliveries } from '#services/platforms/data'
import { replaceEndpointSecret, setEndpointActive } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'
import { ChangeEndpointBody } from '#services/platforms/schema'

const params = z.strictObject({ id: Uuid })

/** Its last deliveries: states and codes, never a body. */
export const GET = route('apikeys:write', { params }, async ({ proof, params }) => {
  const deliveries = await recentDeliveries(proof, params.id)
  if (!deliveries) throw new AppError('not_found', 'This endpoint is not here any more.')
  return { deliveries }
})

/** Switches it on or off, or gives it a new secret, which the answer holds once. */
export const PATCH = route(
  'apikeys:write',
  { params, body: ChangeEndpointBody },
  async ({ proof, params, body }) => {
    if (body.change === 'active') {
      settled(await setEndpointActive(proof, params.id, body.active), 'endpoint')
      return {}
    }
    const replaced = await replaceEndpointSecret(proof, params.id, consoleEnv().CONSOLE_SECRET_KEY)
    return { secret: settled(replaced, 'endpoint').secret }
  },
)
