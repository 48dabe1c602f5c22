import type { Metadata } from 'next'
import { Suspense } from 'react'
import { QueueView } from '#components/review/queue-view'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Queue' }

export default async function QueuePage() {
  const { actor } = await requirePage('queue:read')
  return (
    <Suspense>
      <QueueView regions={actor.regions} me={actor.personId} />
    </Suspense>
  )
}
