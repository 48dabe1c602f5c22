'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgent } from '#components/shell/agent'
import { api } from '#components/shell/api'
import type { CredentialsAnswer, CredentialView } from '#domain/identity-requests'
import type { SignableRequest } from '#domain/reader-protocol'

const KEY = ['credentials']
/** While somebody is invited or waits, the other two people are looking at this page. */
const WATCH_MS = 8_000

/** Who can unlock the reading key, as the key service says to those who sign for the answer. */
export function useCredentials() {
  const { locked, sign } = useAgent()
  return useQuery({
    queryKey: KEY,
    enabled: !locked,
    staleTime: 5_000,
    queryFn: async ({ signal }) => {
      const signed = await sign({ op: 'list-credentials' })
      return api<CredentialsAnswer>('/api/credentials', { body: { op: 'list-credentials', signed }, signal })
    },
    refetchInterval: ({ state }) =>
      state.data?.credentials.some((one) => one.state === 'waiting') ? WATCH_MS : false,
  })
}

type CredentialOp = 'invite-person' | 'confirm-enrolment' | 'revoke-credential'
export type CredentialRequest = Extract<SignableRequest, { op: CredentialOp }>

/** Signs inside the reader's frame, then has it carried to the key service. */
export function useCredentialRequest() {
  const { sign } = useAgent()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (request: CredentialRequest) => {
      const signed = await sign(request)
      return api('/api/credentials', { body: { op: request.op, signed } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

/** What matters most about one person's credentials. */
export type KeyState = 'waiting' | 'passkey' | 'trial' | 'invited' | 'none'
export function keyStateOf(credentials: readonly CredentialView[]): KeyState {
  if (credentials.some((one) => one.kind === 'passkey' && one.state === 'waiting')) return 'waiting'
  if (credentials.some((one) => one.kind === 'passkey')) return 'passkey'
  if (credentials.some((one) => one.kind === 'invitation')) return 'invited'
  return credentials.some((one) => one.kind === 'trial') ? 'trial' : 'none'
}
