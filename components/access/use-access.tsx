'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgent } from '#components/shell/agent'
import { api } from '#components/shell/api'
import { useLiveStatus } from '#components/shell/live'
import type { AccessCounts, AccessList, OwnGrant } from '#domain/access-rules'
import type { SignedRequest } from '#domain/key-request'
import type { SignableRequest } from '#domain/reader-protocol'
import type { ShredReceipt } from '#domain/retention-requests'

export type NamedList = AccessList & { names: Record<string, string> }
export type AccessAct = Extract<
  SignableRequest,
  { op: 'request-access' | 'take-up' | 'revoke-access' | 'declare-relation' | 'shred' }
>

/** Signed with the reading key, so it waits until that is unlocked. */
export function useAccessList(view: 'own' | 'waiting' | 'reviews', wanted = true) {
  const { sign, locked, personId } = useAgent()
  const live = useLiveStatus()
  return useQuery({
    queryKey: ['access', view, personId],
    enabled: wanted && !locked,
    refetchInterval: live === 'offline' ? false : 15_000,
    queryFn: async () => {
      const signed = await sign({ op: 'list-access', view })
      return api<NamedList>('/api/access/list', { body: { signed } })
    },
  })
}

/** Signs, has it carried to the key service, and asks anew for what it changed. */
export function useAccessAct() {
  const { sign } = useAgent()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (request: AccessAct) => {
      const signed = await sign(request)
      return api<{ grant?: OwnGrant; receipt?: ShredReceipt }>('/api/access', { body: { signed } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['access'] }),
  })
}

/** What a lead said in the reader goes to the key service as it was signed there. */
export function useJudge() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (signed: SignedRequest) => api<{ state?: string }>('/api/access/judge', { body: { signed } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['access'] }),
  })
}

/** How much waits for leads. Needs no key: it is counts, and nothing about whom or what. */
export function useAccessCounts(wanted: boolean) {
  const live = useLiveStatus()
  return useQuery({
    queryKey: ['access', 'counts'],
    enabled: wanted,
    refetchInterval: live === 'live' ? 30_000 : live === 'polling' ? 5_000 : false,
    queryFn: ({ signal }) => api<AccessCounts>('/api/access/counts', { signal }),
  })
}

/** Freezes a person, or lets them go on. */
export function useFreeze() {
  const { sign } = useAgent()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (request: Extract<SignableRequest, { op: 'freeze' }>) => {
      const signed = await sign(request)
      return api<{ active: boolean }>(`/api/people/${request.personId}/freeze`, { body: { signed } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
}
