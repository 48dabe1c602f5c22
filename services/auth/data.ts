import { type Actor, Role } from '#domain/permission'
import { Region } from '#domain/region'
import { Uuid } from '#domain/uuid'
import { prisma } from '#lib/prisma'

export type SignInPerson = {
  id: string
  passwordHash: string
  active: boolean
  frozen: boolean
  trial: boolean
}

export async function personByEmail(email: string): Promise<SignInPerson | undefined> {
  const person = await prisma().person.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, active: true, frozen: true, trial: true },
  })
  return person ?? undefined
}

export type KnownPerson = { actor: Actor; active: boolean; frozen: boolean; trial: boolean }

/** Unknown roles and regions in the row are dropped: what the code does not know gives no right. */
export async function personById(id: string): Promise<KnownPerson | undefined> {
  const person = await prisma().person.findUnique({
    where: { id },
    select: { id: true, name: true, roles: true, regions: true, active: true, frozen: true, trial: true },
  })
  if (!person) return undefined
  const { name, active, frozen, trial } = person
  const roles = person.roles.filter((role): role is Role => Role.safeParse(role).success)
  const regions = person.regions.filter((region): region is Region => Region.safeParse(region).success)
  return { actor: { personId: Uuid.parse(person.id), name, roles, regions }, active, frozen, trial }
}
