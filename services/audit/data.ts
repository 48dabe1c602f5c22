import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'

/** The names behind the person ids of a ledger page; ids that nobody has any more are left out. */
export async function namesOf(
  _auth: Authorised<'ledger:read'>,
  personIds: readonly string[],
): Promise<Record<string, string>> {
  const ids = [...new Set(personIds)].filter((id) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id))
  if (ids.length === 0) return {}
  const rows = await prisma().person.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  })
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

/** Whom the filter by person offers: everyone who ever could open something, deactivated people included. */
export async function peopleToAudit(
  auth: Authorised<'ledger:read'>,
): Promise<{ id: string; name: string; roles: string[]; active: boolean }[]> {
  return prisma().person.findMany({
    where: { id: { not: auth.actor.personId } },
    select: { id: true, name: true, roles: true, active: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
}
