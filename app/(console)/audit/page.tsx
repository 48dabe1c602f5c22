import type { Metadata } from 'next'
import { Suspense } from 'react'
import { LedgerView } from '#components/audit/ledger-view'
import { peopleToAudit } from '#services/audit/data'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Ledger' }

export default async function AuditPage() {
  const proof = await requirePage('ledger:read')
  const people = await peopleToAudit(proof)
  return (
    <Suspense>
      <LedgerView people={people.map(({ id, name, active }) => ({ id, name, active }))} />
    </Suspense>
  )
}
