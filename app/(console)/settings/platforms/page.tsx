import type { Metadata } from 'next'
import { PlatformsView } from '#components/settings/platforms-view'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Platforms' }

export default async function PlatformsPage() {
  await requirePage('apikeys:write')
  return <PlatformsView />
}
