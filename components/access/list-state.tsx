'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { SkeletonRows } from '#components/ui/skeleton'
import { ErrorState } from '#components/ui/state-message'
import type { NamedList } from './use-access'

/** What every list of this page does before it has something to show. */
export function ListState({
  query,
  what,
  children,
}: {
  query: UseQueryResult<NamedList>
  what: string
  children: (list: NamedList) => ReactNode
}) {
  if (query.isPending) return <SkeletonRows rows={2} columns={['160px', '120px', '160px', '90px']} />
  if (!query.data)
    return (
      <ErrorState
        className="py-6"
        title={`${what} could not be loaded`}
        action={<Button onClick={() => query.refetch()}>Try again</Button>}
      >
        {messageOf(query.error)}
      </ErrorState>
    )
  return (
    <>
      {query.isError ? (
        <p role="alert" className="bg-danger-soft px-4 py-1 text-danger text-xs">
          {what} may be old: {messageOf(query.error)}
        </p>
      ) : null}
      {children(query.data)}
    </>
  )
}
