import type { ComponentProps } from 'react'
import { cn } from './class-names'

/** A dense table: 32-pixel rows, aligned columns, tabular numbers. Give it a caption or an `aria-label`. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={cn('w-full border-separate border-spacing-0 text-sm', className)} {...props} />
}

export function Th({ className, scope = 'col', ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope={scope}
      className={cn(
        'sticky top-0 z-10 h-8 whitespace-nowrap border-line border-b bg-surface px-2 text-left font-normal text-ink-3 text-xs first:pl-4 last:pr-4',
        className,
      )}
      {...props}
    />
  )
}

export function Td({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      className={cn('h-8 border-line border-b px-2 align-middle first:pl-4 last:pr-4', className)}
      {...props}
    />
  )
}

export function Tr({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('group hover:bg-hover data-[selected=true]:bg-selected', className)} {...props} />
}
