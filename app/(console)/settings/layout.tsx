import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { SettingsNav } from '#components/settings/settings-nav'
import { PageHeader } from '#components/ui/page-header'
import { authorise } from '#domain/permission'
import { currentActor } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor()
  if (!actor) redirect('/login')
  const pages = [
    ...(authorise(actor, 'people:read') ? [{ href: '/settings/people', label: 'People' }] : []),
    ...(authorise(actor, 'apikeys:write') ? [{ href: '/settings/platforms', label: 'Platforms' }] : []),
    { href: '/settings/you', label: 'You' },
  ]
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Settings" />
      <SettingsNav pages={pages} />
      <div className="min-h-0 flex-1 overflow-auto bg-surface">{children}</div>
    </div>
  )
}
