'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '#components/shell/api'
import type { RuleSet } from '#domain/rule'
import type { ConditionProblem } from './condition-editor'

export type VersionView = {
  version: number
  status: 'pending' | 'published' | 'superseded'
  createdBy: string | null
  createdAt: string
  publishedAt: string | null
  ledgerIndex: number | null
  restores: number | null
  rules?: number
}
export type SetView = { version: number; set: RuleSet; words: Record<string, string> }
export type RulesAnswer = {
  published: SetView | null
  /** The stored set in force cannot be read: every case goes to a person. */
  damaged: boolean
  versions: VersionView[]
  base: number
  next: number
}

export function useRules() {
  return useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => api<RulesAnswer>('/api/rules', { signal }),
    // A publication that waits for the key service is looked after more often.
    refetchInterval: ({ state }) => (state.data?.versions[0]?.status === 'pending' ? 4_000 : 30_000),
  })
}

export function useVersion(version: number | undefined) {
  return useQuery({
    queryKey: ['rules', version],
    enabled: version !== undefined,
    queryFn: ({ signal }) => api<SetView>(`/api/rules/versions/${version}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export type Check = { errors: ConditionProblem[]; words: string }
const NOTHING: Record<string, Check> = {}
const TYPING_MS = 250

/** What the server says of each condition, a quarter of a second after the last key. */
export function useChecks(set: RuleSet | undefined) {
  const conditions = useSettled(JSON.stringify(set?.rules.map(({ id, when }) => ({ id, when })) ?? []))
  const query = useQuery({
    queryKey: ['rules-check', conditions],
    enabled: set !== undefined && conditions !== '[]',
    queryFn: ({ signal }) =>
      api<{ results: Record<string, Check> }>('/api/rules/check', {
        body: { conditions: JSON.parse(conditions) },
        signal,
      }),
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  return {
    checks: query.data?.results ?? NOTHING,
    /** True until the words and mistakes are those of the text as it stands. */
    checking: query.isFetching || query.isPlaceholderData,
    failed: query.isError,
  }
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
