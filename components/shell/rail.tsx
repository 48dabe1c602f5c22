'use client'

import {
  ChartNoAxesColumn,
  Gauge,
  Inbox,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Search,
  Settings,
  Split,
} from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { cn } from '#components/ui/class-names'
import { Kbd } from '#components/ui/kbd'
import { Tooltip } from '#components/ui/tooltip'
import { DESTINATIONS } from '#domain/navigation'
import { permissionsOf, type Role } from '#domain/permission'
import { Mark } from './mark'
import { useShortcuts } from './shortcuts'

const ICONS: Record<(typeof DESTINATIONS)[number]['href'], LucideIcon> = {
  '/queue': Inbox,
  '/search': Search,
  '/access': KeyRound,
  '/audit': ScrollText,
  '/rules': Split,
  '/classifiers': Gauge,
  '/settings': Settings,
  '/overview': ChartNoAxesColumn,
}

/** Where this person can go, and nowhere else. Icons alone on a narrow screen, names beside them on a wide one. */
export function Rail({ roles }: { roles: Role[] }) {
  const pathname = usePathname()
  const router = useRouter()
  const permissions = permissionsOf(roles)
  const shown = DESTINATIONS.filter((to) => permissions.has(to.permission))
  useShortcuts(
    shown.map(({ href, label, keys }) => ({
      keys,
      label: `Go to ${label.toLowerCase()}`,
      group: 'Go to',
      run: () => router.push(href),
    })),
  )
  return (
    <nav
      aria-label="Main"
      className="flex w-12 shrink-0 flex-col gap-1 border-line border-r bg-canvas px-2 py-2 min-[1440px]:w-44"
    >
      <div className="mb-2 flex h-7 items-center gap-2 px-1.5">
        <Mark className="size-[18px] shrink-0 text-accent" />
        <span className="hidden font-semibold text-base tracking-tight min-[1440px]:inline">Countersign</span>
      </div>
      {shown.map(({ href, label, keys }) => {
        const Icon = ICONS[href]
        const current =
          pathname === href ||
          pathname.startsWith(`${href}/`) ||
          (href === '/queue' && pathname.startsWith('/cases/'))
        return (
          <Tooltip key={href} side="right" content={<Hint label={label} keys={keys} />}>
            <Link
              href={href}
              aria-label={label}
              aria-current={current ? 'page' : undefined}
              className={cn(
                'flex h-8 items-center gap-2 rounded-md px-2 text-ink-2 text-sm hover:bg-hover hover:text-ink',
                current && 'bg-selected font-medium text-ink',
              )}
            >
              <Icon
                aria-hidden
                className={cn('size-4 shrink-0', current && 'text-accent')}
                strokeWidth={1.75}
              />
              <span className="hidden min-[1440px]:inline">{label}</span>
            </Link>
          </Tooltip>
        )
      })}
    </nav>
  )
}

function Hint({ label, keys }: { label: string; keys: string }) {
  return (
    <span className="flex items-center gap-2">
      {label} <Kbd keys={keys} />
    </span>
  )
}
