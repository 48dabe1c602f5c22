import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'
import type { PersonRow } from './schema'

export type People = { people: PersonRow[]; activeLeads: number }

/** Everyone, by name. Hundreds at most, so the page searches what it has. */
export async function listPeople(_auth: Authorised<'people:read'>): Promise<People> {
  const rows = await prisma().person.findMany({
    orderBy: [{ active: 'desc' }, { name: 'asc' }, { id: 'asc' }],
  })
  const people = rows.map(({ id, email, name, roles, regions, active, frozen, trial, createdAt }) => ({
    id,
    email,
    name,
    roles,
    regions,
    active,
    frozen,
    trial,
    createdAt: createdAt.toISOString(),
  }))
  return {
    people,
    activeLeads: people.filter((one) => one.active && one.roles.includes('safety_lead')).length,
  }
}

/** The names of those who published rules. */
export async function publisherNames(
  _auth: Authorised<'rules:read'>,
  ids: readonly (string | null)[],
): Promise<Record<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null)
  if (known.length === 0) return {}
  const rows = await prisma().person.findMany({
    where: { id: { in: known } },
    select: { id: true, name: true },
  })
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
