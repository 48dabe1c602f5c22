import { AppError } from '#domain/errors'
import { payloadOf } from '#domain/signed-payload'
import { hashPassword } from '#services/auth/password'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { listPeople } from '#services/people/data'
import { initialPassword } from '#services/people/initial-password'
import { addPerson, changePerson, removeUncommitted } from '#services/people/mutations'
import { peopleProblem } from '#services/people/problems'
import { AddPersonBody } from '#services/people/schema'

export const GET = route('people:read', {}, ({ proof }) => listPeople(proof))

/**
 * Adds a person without any right, then carries the signed roles to the key service. When that does not answer,
 * the person stays without rights, and the answer says so; what it refuses leaves nobody behind.
 */
export const POST = route('people:write', { body: AddPersonBody }, async ({ proof, body }) => {
  const { personId, roles, regions, active } = payloadOf(body.signed, 'change-person')
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  const added = await addPerson(proof, { id: personId, email: body.email, name: body.name, passwordHash })
  if (!added.ok) throw peopleProblem(added)
  try {
    const change = {
      personId,
      next: { roles, regions, active },
      expected: { roles: [], regions: [], active: false },
    }
    const changed = await changePerson(proof, change, async () => {
      await keyService().signed(body.signed)
    })
    if (!changed.ok) throw peopleProblem(changed)
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable')
      return { personId, password, pending: true }
    await removeUncommitted(proof, personId)
    throw error
  }
  return { personId, password, pending: false }
})
