import type { ComponentProps } from 'react'
import { cn } from './class-names'

/** Holds the place of what is loading, at its final size, so that nothing jumps. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('h-3 animate-pulse rounded-sm bg-sunken', className)} {...props} />
}

export function SkeletonRows({ rows, columns }: { rows: number; columns: readonly string[] }) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={row} className="flex h-8 items-center gap-4 border-line border-b px-4">
          {columns.map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <Skeleton key={column} style={{ width }} />
          ))}
        </div>
      ))}
    </div>
  )
}
