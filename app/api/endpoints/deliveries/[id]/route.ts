import { z } from 'zod'
import { Uuid } from '#domain/uuid'
import { route } from '#services/auth/route'
import { retryDelivery } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'

/** Sends a delivery that gave up once more, under the same webhook id. */
export const POST = route(
  'apikeys:write',
  { params: z.strictObject({ id: Uuid }) },
  async ({ proof, params }) => {
    settled(await retryDelivery(proof, params.id), 'delivery')
  },
)
