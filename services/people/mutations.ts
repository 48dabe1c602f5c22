import { type Authorised, conflictingRoles, type Role } from '#domain/permission'
import { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import type { Authority } from './schema'

export type Refusal = 'self' | 'roles_conflict' | 'email_taken' | 'not_found' | 'changed_meanwhile'
export type Refused = { ok: false; reason: Refusal; roles?: readonly [Role, Role] }

/** How long a change may wait for the key service while it holds the person's row. */
const CARRY_TIMEOUT_MS = 15_000

/**
 * Enters a person who may do nothing yet: no role, no region, not active. What they may do comes with
 * `changePerson`, once the key service has committed it.
 *
 * @param passwordHash Argon2id.
 */
export async function addPerson(
  auth: Authorised<'people:write'>,
  person: { id: string; email: string; name: string; passwordHash: string },
): Promise<{ ok: true } | Refused> {
  try {
    await prisma().$transaction([
      prisma().person.create({
        data: { ...person, email: person.email.toLowerCase(), roles: [], regions: [], active: false },
      }),
      prisma().outbox.create({ data: fact('person.added', auth, person.id) }),
    ])
    return { ok: true }
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      return { ok: false, reason: 'email_taken' }
    throw error
  }
}

/**
 * Takes back a person whose first roles the key service has refused. Only one who never could do anything is
 * removed; the fact that they were added stays in the ledger.
 */
export async function removeUncommitted(_auth: Authorised<'people:write'>, personId: string): Promise<void> {
  await prisma().person.deleteMany({
    where: { id: personId, active: false, roles: { isEmpty: true }, regions: { isEmpty: true } },
  })
}

/**
 * Changes what a person may do. The row stays locked from the check of `expected` until the key service has
 * committed, so that of two admins one loses before anything is signed into the ledger. The feed repeats the
 * change, which heals an answer that got lost.
 *
 * @param carry takes the signed request to the key service. What it throws leaves everything as it was.
 */
export async function changePerson(
  auth: Authorised<'people:write'>,
  change: { personId: string; next: Authority; expected: Authority },
  carry: () => Promise<void>,
): Promise<{ ok: true } | Refused> {
  const { personId, next, expected } = change
  if (personId === auth.actor.personId) return { ok: false, reason: 'self' }
  const clash = conflictingRoles(next.roles)
  if (clash) return { ok: false, reason: 'roles_conflict', roles: clash }
  return prisma().$transaction(
    async (tx): Promise<{ ok: true } | Refused> => {
      const rows = await tx.$queryRaw<{ roles: string[]; regions: string[]; active: boolean }[]>`
        SELECT roles, regions, active FROM person WHERE id = ${personId}::uuid FOR UPDATE`
      const now = rows[0]
      if (!now) return { ok: false, reason: 'not_found' }
      if (!sameAuthority(now, expected)) return { ok: false, reason: 'changed_meanwhile' }
      await carry()
      await tx.person.update({ where: { id: personId }, data: { ...next } })
      return { ok: true }
    },
    { timeout: CARRY_TIMEOUT_MS, maxWait: 5_000 },
  )
}

/** The key service has frozen this person or let them go on; the feed repeats it. */
export async function drawFrozen(
  _auth: Authorised<'person:freeze'>,
  personId: string,
  state: { active: boolean; frozen: boolean },
): Promise<void> {
  await prisma().person.updateMany({ where: { id: personId }, data: state })
}

function sameAuthority(a: { roles: string[]; regions: string[]; active: boolean }, b: Authority): boolean {
  const same = (x: readonly string[], y: readonly string[]) => [...x].sort().join() === [...y].sort().join()
  return a.active === b.active && same(a.roles, b.roles) && same(a.regions, b.regions)
}

function fact(name: string, auth: Authorised<'people:write'>, ref: string) {
  return { kind: 'fact', payload: { fact: name, personId: auth.actor.personId, ref } }
}
