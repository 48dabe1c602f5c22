'use client'

import { KeyRound, Siren } from 'lucide-react'
import Link from 'next/link'
import { useAccessCounts } from '#components/access/use-access'
import { permissionsOf, type Role } from '#domain/permission'

/** Tells leads on every page what waits for them. Emergencies are red; nobody else is told anything. */
export function AccessNotice({ roles }: { roles: Role[] }) {
  const judges = permissionsOf(roles).has('access:approve')
  const { data } = useAccessCounts(judges)
  if (!judges || !data) return null
  const { waiting, breakGlass, reviews, overdue } = data
  const urgent = [
    breakGlass > 0 && `${many(breakGlass, 'emergency waits', 'emergencies wait')} for a lead’s answer`,
    overdue > 0 &&
      `${many(overdue, 'break-glass access was', 'break-glass accesses were')} not reviewed in 24 hours`,
  ].filter((part) => part !== false)
  const ordinary = [
    waiting > breakGlass && `${many(waiting - breakGlass, 'request', 'requests')} for access`,
    reviews > overdue && `${many(reviews - overdue, 'break-glass access', 'break-glass accesses')} to review`,
  ].filter((part) => part !== false)
  if (urgent.length + ordinary.length === 0) return null
  const Icon = urgent.length > 0 ? Siren : KeyRound
  return (
    <div
      role="status"
      className={
        urgent.length > 0
          ? 'flex h-7 shrink-0 items-center justify-center gap-2 bg-danger-soft text-danger text-xs'
          : 'flex h-7 shrink-0 items-center justify-center gap-2 border-line border-b bg-accent-soft text-accent text-xs'
      }
    >
      <Icon aria-hidden className="size-3.5" />
      {[...urgent, ...ordinary].join(', ')}.
      <Link href="/access" className="font-medium underline">
        Look
      </Link>
    </div>
  )
}

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`
}
