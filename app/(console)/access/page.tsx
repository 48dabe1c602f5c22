import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AccessView } from '#components/access/access-view'
import { authorise } from '#domain/permission'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Access' }

export default async function AccessPage() {
  const { actor } = await requirePage('access:own')
  const judges = authorise(actor, 'access:approve') !== undefined
  return (
    <Suspense>
      <AccessView roles={actor.roles} regions={actor.regions} judges={judges} />
    </Suspense>
  )
}
