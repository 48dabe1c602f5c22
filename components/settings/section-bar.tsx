import type { ReactNode } from 'react'

/** The line above a table: what it is, what matters about it, and what can be done. */
export function SectionBar({
  title,
  hint,
  action,
  as: Title = 'h3',
}: {
  title: string
  hint: string
  action?: ReactNode
  /** `h2` right below the page's own heading. */
  as?: 'h2' | 'h3'
}) {
  return (
    <div className="mt-2 flex h-10 items-center gap-3 px-4">
      <Title className="font-medium">{title}</Title>
      <p className="min-w-0 flex-1 truncate text-ink-3 text-xs">{hint}</p>
      {action}
    </div>
  )
}
