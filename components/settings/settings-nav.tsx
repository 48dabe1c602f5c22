'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#components/ui/class-names'

/** The settings' own pages, as tabs that are links. */
export function SettingsNav({ pages }: { pages: readonly { href: string; label: string }[] }) {
  const path = usePathname()
  return (
    <nav aria-label="Settings" className="flex gap-4 border-line border-b px-4">
      {pages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className={cn(
            '-mb-px border-transparent border-b-2 py-1.5 text-ink-2 text-sm hover:text-ink',
            path === href && 'border-accent font-medium text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
