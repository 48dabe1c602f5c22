'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'
import { api } from '#components/shell/api'
import { pollMs, useLiveStatus } from '#components/shell/live'
import { QueueFilter, type QueuePage } from '#domain/queue-view'

/** The filter stands in the address, so that a view can be kept and sent. */
export function useQueueFilter(): [
  QueueFilter,
  (change: Partial<Record<keyof QueueFilter, string>>) => void,
] {
  const params = useSearchParams()
  const pathname = usePathname()
  const parsed = QueueFilter.safeParse(Object.fromEntries(params))
  const change = useCallback(
    (next: Partial<Record<keyof QueueFilter, string>>) => {
      const search = new URLSearchParams(params)
      for (const [name, value] of Object.entries(next)) {
        if (value === '' || value === 'all') search.delete(name)
        else search.set(name, value)
      }
      if (!('limit' in next)) search.delete('limit')
      window.history.replaceState(null, '', search.size > 0 ? `${pathname}?${search}` : pathname)
    },
    [params, pathname],
  )
  return [parsed.success ? parsed.data : QueueFilter.parse({}), change]
}

export function useQueue(filter: QueueFilter) {
  const live = useLiveStatus()
  return useQuery({
    queryKey: ['queue', filter],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(filter))
        if (value !== undefined) query.set(name, String(value))
      return api<QueuePage>(`/api/queue?${query}`, { signal })
    },
    placeholderData: keepPreviousData,
    refetchInterval: pollMs(live),
  })
}
