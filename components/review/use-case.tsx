'use client'

import { useQuery } from '@tanstack/react-query'
import { api } from '#components/shell/api'
import { pollMs, useLiveStatus } from '#components/shell/live'
import type { CaseView } from '#domain/case-view'
import type { SealedMessage } from '#domain/reader-protocol'

export function useCase(initial: CaseView) {
  const live = useLiveStatus()
  return useQuery({
    queryKey: ['case', initial.id],
    queryFn: ({ signal }) => api<CaseView>(`/api/cases/${initial.id}`, { signal }),
    initialData: initial,
    initialDataUpdatedAt: 0,
    refetchInterval: pollMs(live),
  })
}

/** The case's ciphertext, only while one holds it; asked anew when a report has joined. Dropped when left. */
export function useSealed(caseId: string, held: boolean, reports: number) {
  return useQuery({
    queryKey: ['sealed', caseId, reports],
    queryFn: ({ signal }) => api<{ messages: SealedMessage[] }>(`/api/cases/${caseId}/sealed`, { signal }),
    enabled: held,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}
