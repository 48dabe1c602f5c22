import { redirect } from 'next/navigation'
import { authorise } from '#domain/permission'
import { currentActor } from '#services/auth/actor'

export default async function SettingsPage() {
  const actor = await currentActor()
  if (!actor) redirect('/login')
  redirect(authorise(actor, 'people:read') ? '/settings/people' : '/settings/you')
}
