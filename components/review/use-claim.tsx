'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { toast } from 'sonner'
import { useAgent } from '#components/shell/agent'
import { ApiError, api, messageOf, ReaderError } from '#components/shell/api'
import type { ClaimAnswer } from '#domain/key-request'

/** How many cases "claim next" tries before it gives up: each was lost to a colleague in the same second. */
const TRIES = 5

/** Where the answer of the last claim or renewal is kept: it names the grant that the reader needs. */
export function grantKey(caseId: string) {
  return ['grant', caseId] as const
}

/** Claiming: the reading key signs, the console carries, the key service decides. The loser learns who holds it. */
export function useClaim() {
  const { sign } = useAgent()
  const router = useRouter()
  const client = useQueryClient()
  const [busy, setBusy] = useState<string>()

  const claimOne = useCallback(
    async (caseId: string) => {
      const signed = await sign({ op: 'claim', caseId })
      const answer = await api<ClaimAnswer>(`/api/cases/${caseId}/claim`, { body: { signed } })
      client.setQueryData(grantKey(caseId), answer)
      void client.invalidateQueries({ queryKey: ['queue'] })
      void client.invalidateQueries({ queryKey: ['case', caseId] })
      router.push(`/cases/${caseId}`)
    },
    [client, router, sign],
  )

  const attempt = useCallback(
    async (name: string, work: () => Promise<void>) => {
      setBusy(name)
      try {
        await work()
      } catch (error) {
        if (!(error instanceof ReaderError && error.code === 'cancelled')) toast.error(messageOf(error))
        void client.invalidateQueries({ queryKey: ['queue'] })
      } finally {
        setBusy(undefined)
      }
    },
    [client],
  )

  const claim = useCallback((caseId: string) => attempt(caseId, () => claimOne(caseId)), [attempt, claimOne])

  const claimNext = useCallback(
    (choice: { queue?: string; region?: string } = {}) =>
      attempt('next', async () => {
        const lost: string[] = []
        while (lost.length < TRIES) {
          const query = new URLSearchParams({ ...choice, skip: lost.join(',') })
          const { caseId, held } = await api<{ caseId: string | null; held: boolean }>(
            `/api/queue/next?${query}`,
          )
          if (!caseId) {
            toast('Nothing is waiting that you could claim.')
            return
          }
          if (held) {
            toast('You still hold this case. Decide it or give it back first.')
            router.push(`/cases/${caseId}`)
            return
          }
          try {
            await claimOne(caseId)
            return
          } catch (error) {
            if (!(error instanceof ApiError && error.status === 409)) throw error
            lost.push(caseId)
          }
        }
        toast('Colleagues were quicker five times in a row. Try again.')
      }),
    [attempt, claimOne, router],
  )

  return { claim, claimNext, busy }
}
