import { redirect } from 'next/navigation'
import { getServerSession } from 'next-auth'
import { cache } from 'react'
import { z } from 'zod'
import { AppError } from '#domain/errors'
import { homeOf } from '#domain/navigation'
import { type Actor, type Authorised, authorise, type Permission } from '#domain/permission'
import { Uuid } from '#domain/uuid'
import { consoleEnv } from '#lib/console-env'
import { type KnownPerson, personById } from './data'
import { authOptions, SESSION_SECONDS } from './options'

/** How long a role that was taken away may still act in the console. The key service has its own, signed truth. */
const FRESH_MS = 30_000
const people = new Map<string, { person: KnownPerson | undefined; readAt: number }>()

async function freshPerson(id: string, now: number): Promise<KnownPerson | undefined> {
  const held = people.get(id)
  if (held && now - held.readAt < FRESH_MS) return held.person
  const person = await personById(id)
  people.set(id, { person, readAt: now })
  return person
}

/** After a change of roles that this console made itself: the next request reads anew. */
export function forgetPerson(id: string): void {
  people.delete(id)
}

const Session = z.object({ personId: Uuid, signedInAt: z.number() })

/** The person of a session that has not ended by itself, whether they may still act or not. */
const personOfSession = cache(async (): Promise<KnownPerson | undefined> => {
  const session = Session.safeParse(await getServerSession(authOptions()))
  const now = Date.now()
  if (!session.success || now - session.data.signedInAt > SESSION_SECONDS * 1_000) return undefined
  const person = await freshPerson(session.data.personId, now)
  if (person?.trial && consoleEnv().COUNTERSIGN_MODE === 'production') return undefined
  return person
})

/** Who is signed in, or undefined: no session, one older than eight hours, or a person who has been let go. */
export async function currentActor(): Promise<Actor | undefined> {
  const person = await personOfSession()
  return person?.active ? person.actor : undefined
}

/**
 * Why the person of this session may not go on, although it has not ended. Said to whoever holds the session alone: a
 * stranger learns nothing of who works here.
 */
export async function stoppedBecause(): Promise<'frozen' | 'not_active' | undefined> {
  const person = await personOfSession()
  if (!person || person.active) return undefined
  return person.frozen ? 'frozen' : 'not_active'
}

/** @throws AppError unauthenticated */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor()
  if (!actor) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
  return actor
}

/** @throws AppError unauthenticated or forbidden */
export async function requirePermission<P extends Permission>(permission: P): Promise<Authorised<P>> {
  const proof = authorise(await requireActor(), permission)
  if (!proof)
    throw new AppError('forbidden', 'Your role does not allow this.', { reason: 'missing_permission' })
  return proof
}

/** For pages: leads to the sign-in, or to the person's own home when their role has no business here. */
export async function requirePage<P extends Permission>(permission: P): Promise<Authorised<P>> {
  const actor = await currentActor()
  if (!actor) redirect('/login')
  const proof = authorise(actor, permission)
  if (!proof) redirect(homeOf(actor.roles))
  return proof
}
