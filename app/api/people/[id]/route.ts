import { z } from 'zod'
import { AppError } from '#domain/errors'
import { payloadOf } from '#domain/signed-payload'
import { Uuid } from '#domain/uuid'
import { forgetPerson } from '#services/auth/actor'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { changePerson } from '#services/people/mutations'
import { peopleProblem } from '#services/people/problems'
import { ChangePersonBody } from '#services/people/schema'

/** Roles, regions, active: carried to the key service first, in force here once it has committed them. */
export const POST = route(
  'people:write',
  { params: z.strictObject({ id: Uuid }), body: ChangePersonBody },
  async ({ proof, params, body }) => {
    const { personId, roles, regions, active } = payloadOf(body.signed, 'change-person')
    if (personId !== params.id)
      throw new AppError('invalid', 'What was signed is about somebody else.', {
        reason: 'wrong_signed_request',
      })
    const change = { personId, next: { roles, regions, active }, expected: body.expected }
    const changed = await changePerson(proof, change, async () => {
      await keyService().signed(body.signed)
    })
    if (!changed.ok) throw peopleProblem(changed)
    forgetPerson(personId)
  },
)
