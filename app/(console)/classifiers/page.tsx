import type { Metadata } from 'next'
import { ClassifiersView } from '#components/classifiers/classifiers-view'
import { authorise } from '#domain/permission'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Classifiers' }

export default async function ClassifiersPage() {
  const { actor } = await requirePage('classifiers:read')
  return (
    <ClassifiersView
      mayWrite={authorise(actor, 'classifiers:write') !== undefined}
      mayAudit={authorise(actor, 'ledger:read') !== undefined}
    />
  )
}
