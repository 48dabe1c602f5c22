'use client'

import { FlaskConical, WifiOff } from 'lucide-react'
import type { Role } from '#domain/permission'
import { AccessNotice } from './access-notice'
import { EnrolNotice } from './enrol-notice'
import { useLiveStatus } from './live'

/** What must be known on every page: that this is a trial, or that what is shown may be old. */
export function Banners({ trial, roles }: { trial: boolean; roles: Role[] }) {
  const offline = useLiveStatus() === 'offline'
  return (
    <aside aria-label="Notices">
      {offline ? (
        <div
          role="alert"
          className="flex h-7 shrink-0 items-center justify-center gap-2 bg-danger-soft text-danger text-xs"
        >
          <WifiOff aria-hidden className="size-3.5" />
          You are offline. What you see may be old, and nothing can be claimed or decided until you are back.
        </div>
      ) : null}
      <AccessNotice roles={roles} />
      {trial ? (
        <div className="flex h-6 shrink-0 items-center justify-center gap-2 border-line border-b bg-warn-soft text-warn text-xs">
          <FlaskConical aria-hidden className="size-3.5" />
          Trial: sample credentials and all regions on one machine. It proves routing, not isolation.
        </div>
      ) : null}
      <EnrolNotice />
    </aside>
  )
}
