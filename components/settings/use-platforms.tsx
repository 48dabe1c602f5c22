'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#components/shell/api'
import type { DeliveryRow, PlatformRow } from '#services/platforms/schema'

export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) =>
      api<{ platforms: PlatformRow[]; frankingRecipient?: string }>('/api/api-keys', { signal }),
    refetchInterval: 30_000,
  })
}

export function useDeliveries(endpointId: string | undefined) {
  return useQuery({
    queryKey: ['platforms', 'deliveries', endpointId],
    enabled: endpointId !== undefined,
    queryFn: ({ signal }) => api<{ deliveries: DeliveryRow[] }>(`/api/endpoints/${endpointId}`, { signal }),
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
