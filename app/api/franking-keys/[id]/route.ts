import { z } from 'zod'
import { Uuid } from '#domain/uuid'
import { route } from '#services/auth/route'
import { retireFrankingKey } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'

export const DELETE = route(
  'apikeys:write',
  { params: z.strictObject({ id: Uuid }) },
  async ({ proof, params }) => {
    settled(await retireFrankingKey(proof, params.id), 'franking key')
  },
)
