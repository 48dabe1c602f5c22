import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { YouView } from '#components/settings/you-view'
import { currentActor } from '#services/auth/actor'

export const metadata: Metadata = { title: 'You' }

export default async function YouPage() {
  const actor = await currentActor()
  if (!actor) redirect('/login')
  return <YouView actor={actor} />
}
