import { redirect } from 'next/navigation'
import { homeOf } from '#domain/navigation'
import { currentActor } from '#services/auth/actor'

/** Each role starts at the page that serves it. */
export default async function Home() {
  const actor = await currentActor()
  redirect(actor ? homeOf(actor.roles) : '/login')
}
