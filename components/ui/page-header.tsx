import type { ReactNode } from 'react'

/** The first row of a page: its name, a few words of state, and its actions. 44 pixels high everywhere. */
export function PageHeader({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-line border-b bg-surface px-4">
      <h1 className="font-semibold text-base">{title}</h1>
      <div className="flex min-w-0 flex-1 items-center gap-2 text-ink-2 text-sm">{children}</div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </header>
  )
}
