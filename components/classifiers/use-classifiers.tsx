'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#components/shell/api'
import type { ClassifierDetail, ClassifierSummary } from '#services/calibration/schema'
import type { PluginView } from '#services/plugin/schema'

export type { ClassifierDetail, ClassifierSummary } from '#services/calibration/schema'
export type { PluginView } from '#services/plugin/schema'
export type Chosen = { platform: string; classifier: string }

const KEY = 'classifiers'

export function useClassifiers() {
  return useQuery({
    queryKey: [KEY],
    queryFn: ({ signal }) => api<{ classifiers: ClassifierSummary[] }>('/api/classifiers', { signal }),
    refetchInterval: 60_000,
  })
}

export function useClassifier(chosen: Chosen | undefined) {
  return useQuery({
    queryKey: [KEY, chosen?.platform, chosen?.classifier],
    enabled: chosen !== undefined,
    queryFn: ({ signal }) => api<ClassifierDetail>(pathOf(chosen!), { signal }),
    refetchInterval: 60_000,
  })
}

export function usePlugins() {
  return useQuery({
    queryKey: [KEY, 'plugins'],
    queryFn: ({ signal }) => api<{ plugins: PluginView[] }>('/api/plugins', { signal }),
    refetchInterval: 60_000,
  })
}

export function pathOf({ platform, classifier }: Chosen): string {
  return `/api/classifiers/${encodeURIComponent(platform)}/${classifier}`
}

/** A change to calibrations or plug-ins; afterwards all of it is read again. */
export function useClassifierChange<In, Out>(change: (input: In) => Promise<Out>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  })
}
