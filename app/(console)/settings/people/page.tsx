import type { Metadata } from 'next'
import { PeopleView } from '#components/settings/people-view'
import { authorise } from '#domain/permission'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage() {
  const { actor } = await requirePage('people:read')
  return (
    <PeopleView
      personId={actor.personId}
      mayWrite={authorise(actor, 'people:write') !== undefined}
      mayFreeze={authorise(actor, 'person:freeze') !== undefined}
    />
  )
}
