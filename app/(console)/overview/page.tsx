import type { Metadata } from 'next'
import { OverviewView } from '#components/review/overview-view'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  await requirePage('overview:read')
  return <OverviewView />
}
