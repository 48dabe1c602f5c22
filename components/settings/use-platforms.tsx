'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#components/shell/api'

export type ApiKeyView = {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
  revokedAt: string | null
}
export type EndpointView = {
  id: string
  url: string
  active: boolean
  createdAt: string
  waiting: number
  dead: number
}
export type PlatformView = { id: string; name: string; keys: ApiKeyView[]; endpoints: EndpointView[] }
export type DeliveryView = {
  id: string
  caseId: string
  status: string
  attempts: number
  lastStatus: number | null
  lastError: string | null
  createdAt: string
  nextAt: string
  deliveredAt: string | null
}

export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => api<{ platforms: PlatformView[] }>('/api/api-keys', { signal }),
    refetchInterval: 30_000,
  })
}

export function useDeliveries(endpointId: string | undefined) {
  return useQuery({
    queryKey: ['platforms', 'deliveries', endpointId],
    enabled: endpointId !== undefined,
    queryFn: ({ signal }) => api<{ deliveries: DeliveryView[] }>(`/api/endpoints/${endpointId}`, { signal }),
    refetchInterval: 5_000,
  })
}

/** A change to keys or endpoints; afterwards all of them are read again. */
export function usePlatformChange<In, Out>(change: (input: In) => Promise<Out>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ['platforms'] }),
  })
}
