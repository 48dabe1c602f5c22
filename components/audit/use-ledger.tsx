'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useAgent } from '#components/shell/agent'
import { api } from '#components/shell/api'
import type { LedgerPage } from '#domain/key-request'
import { type LedgerFilter, queryOf } from './ledger-filter'

export type NamedPage = LedgerPage & { names: Record<string, string> }

const PAGE_ROWS = 100

/**
 * The ledger as the key service shows it to this lead. Each page is a request that the lead's reading key signs,
 * and that is itself recorded: so nothing is read again without being asked for, and nothing while locked.
 */
export function useLedger(filter: LedgerFilter, nowMs: number) {
  const { sign, locked, personId } = useAgent()
  return useInfiniteQuery({
    queryKey: ['ledger', personId, filter, nowMs],
    enabled: !locked,
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam, signal }): Promise<NamedPage> => {
      const query = queryOf(filter, nowMs)
      const signed = await sign({
        op: 'query-ledger',
        ...query,
        ...(pageParam === undefined ? {} : { before: pageParam }),
        limit: PAGE_ROWS,
      })
      return api<NamedPage>('/api/ledger', { body: { signed }, signal })
    },
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
}
