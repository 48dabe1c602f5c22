import type { ReactNode } from 'react'

/** A titled part of the side column; lines part them, not boxes. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="border-line border-b px-4 py-3 last:border-b-0">
      <div className="mb-1.5 flex items-center justify-between">
        <h2 className="text-ink-3 text-xs">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Names and values in two aligned columns. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[96px_1fr] gap-x-3 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
