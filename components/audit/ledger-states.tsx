'use client'

import { KeyRound, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { toast } from 'sonner'
import { useAgent } from '#components/shell/agent'
import { ApiError, messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { countFilters, type LedgerFilter } from './ledger-filter'
import type { useLedger } from './use-ledger'

/** Locked, loading, failed, empty: whatever stands in the place of the rows. */
export function LedgerStates({
  ledger,
  filter,
  empty,
  onClear,
  children,
}: {
  ledger: ReturnType<typeof useLedger>
  filter: LedgerFilter
  empty: boolean
  onClear: (filter: LedgerFilter) => void
  children: ReactNode
}) {
  const { locked, unlock, status } = useAgent()
  if (locked && status !== 'loading')
    return (
      <EmptyState
        icon={KeyRound}
        title="Unlock your reading key to read the ledger"
        action={
          <Button
            variant="primary"
            size="md"
            onClick={() => unlock().catch((error) => toast.error(messageOf(error)))}
          >
            Unlock
          </Button>
        }
      >
        The key service answers only what your key has signed. It signs each query, so that who read the
        ledger is on record too.
      </EmptyState>
    )
  if (ledger.isError && !ledger.data) {
    const offline = ledger.error instanceof ApiError && ledger.error.code === 'offline'
    return (
      <ErrorState
        {...(offline ? { icon: WifiOff } : {})}
        title={offline ? 'The console cannot be reached' : 'The ledger could not be read'}
        action={<Button onClick={() => ledger.refetch()}>Try again</Button>}
      >
        {offline ? 'Nothing was read. Check your connection, then try again.' : messageOf(ledger.error)}
      </ErrorState>
    )
  }
  if (ledger.isPending || (empty && (ledger.hasNextPage || ledger.isFetching)))
    return <SkeletonRows rows={12} columns={['56px', '110px', '420px', '60px']} />
  if (empty)
    return countFilters(filter) > 0 ? (
      <EmptyState
        title="No entry matches"
        action={
          <Button onClick={() => onClear({ range: 'all', machines: filter.machines })}>
            Clear the filters
          </Button>
        }
      >
        Nothing in the ledger fits all of these filters.
      </EmptyState>
    ) : (
      <EmptyState title="Nobody has opened anything yet">
        Every opening of a message will stand here from the moment that its key was released.
      </EmptyState>
    )
  return children
}
