import { z } from 'zod'
import { AppError } from '#domain/errors'
import { payloadOf } from '#domain/signed-payload'
import { Uuid } from '#domain/uuid'
import { SignedBody } from '#services/access/schema'
import { forgetPerson } from '#services/auth/actor'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { drawFrozen } from '#services/people/mutations'

/** Stops a person, or lets them go on: in force with the key service's commit, drawn here at once. */
export const POST = route(
  'person:freeze',
  { params: z.strictObject({ id: Uuid }), body: SignedBody },
  async ({ proof, params, body }) => {
    const { personId, act } = payloadOf(body.signed, 'freeze')
    if (personId !== params.id)
      throw new AppError('invalid', 'What was signed is about somebody else.', {
        reason: 'wrong_signed_request',
      })
    const { active } = await keyService()
      .signed<{ active: boolean }>(body.signed)
      .catch(async (error: unknown) => {
        // The key service knows better than this copy, which older events may not have told.
        if (error instanceof AppError && error.reason === 'already_frozen')
          await drawFrozen(proof, personId, { active: false, frozen: true })
        throw error
      })
    const frozen = act === 'frozen'
    await drawFrozen(proof, personId, { active, frozen })
    forgetPerson(personId)
    return { personId, active, frozen }
  },
)
