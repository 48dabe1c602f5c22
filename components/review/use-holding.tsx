'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { useAgent } from '#components/shell/agent'
import { ApiError, api, messageOf, ReaderError } from '#components/shell/api'
import type { CaseView } from '#domain/case-view'
import type { ClaimAnswer, GrantView } from '#domain/key-request'
import type { WidenReason } from '#domain/review-case'
import { grantKey } from './use-claim'

/** Renew when less than this is left, and not more often than every half minute. */
const RENEW_BELOW_MS = 10 * 60_000
const RENEW_EVERY_MS = 30_000

export type Holding = {
  /** The grant that the reader was last told to open; undefined until there is one. */
  grant: GrantView | undefined
  leaseUntil: number | undefined
  busy: boolean
  problem: string | undefined
  /** Asks for a grant over the window as it is now: after a reload, or when a report has joined. */
  open: () => Promise<void>
  widen: (reason: WidenReason) => Promise<void>
  giveBack: () => Promise<void>
}

/**
 * One's own claim on a case. The lease is renewed by itself while the page is in front of somebody: a tab that
 * nobody looks at lets it run out.
 */
export function useHolding(view: CaseView, now: number, onRenewed: (leaseUntil: number) => void): Holding {
  const { sign, locked } = useAgent()
  const client = useQueryClient()
  const router = useRouter()
  const { id: caseId } = view
  const { mine } = view.claim
  // Written by a claim in the queue; never fetched.
  const { data: latest } = useQuery<ClaimAnswer | null>({
    queryKey: grantKey(caseId),
    queryFn: () => null,
    enabled: false,
    gcTime: 0,
  })
  const [grant, setGrant] = useState<GrantView>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const renewedAt = useRef(0)

  const send = useCallback(
    async (request: { op: 'renew' } | { op: 'widen'; reason: WidenReason }) => {
      const signed = await sign({ ...request, caseId })
      const answer = await api<ClaimAnswer>(`/api/cases/${caseId}/${request.op}`, { body: { signed } })
      client.setQueryData(grantKey(caseId), answer)
      return answer
    },
    [caseId, client, sign],
  )

  const run = useCallback(
    async (work: () => Promise<void>) => {
      setBusy(true)
      setProblem(undefined)
      try {
        await work()
      } catch (error) {
        if (error instanceof ApiError) void client.invalidateQueries({ queryKey: ['case', caseId] })
        if (!(error instanceof ReaderError && error.code === 'cancelled')) setProblem(messageOf(error))
      } finally {
        setBusy(false)
      }
    },
    [caseId, client],
  )

  const open = useCallback(() => run(async () => setGrant((await send({ op: 'renew' })).grant)), [run, send])
  const widen = useCallback(
    (reason: WidenReason) =>
      run(async () => {
        setGrant((await send({ op: 'widen', reason })).grant)
        toast('The window is wider now. The reason is in the ledger.')
      }),
    [run, send],
  )
  const giveBack = useCallback(
    () =>
      run(async () => {
        const signed = await sign({ op: 'return', caseId })
        await api(`/api/cases/${caseId}/return`, { body: { signed } })
        client.removeQueries({ queryKey: grantKey(caseId) })
        await client.invalidateQueries({ queryKey: ['queue'] })
        toast('Given back. It waits in the queue again.')
        router.push('/queue')
      }),
    [caseId, client, router, run, sign],
  )

  // The claim's own grant, or after a reload a new one, as soon as the key is there.
  const asked = useRef(false)
  useEffect(() => {
    if (!mine) {
      asked.current = false
      setGrant(undefined)
      return
    }
    if (grant) return
    if (latest) setGrant(latest.grant)
    else if (!locked && !asked.current) {
      asked.current = true
      void open()
    }
  }, [mine, grant, latest, locked, open])

  const leaseUntil =
    latest?.leaseUntil ?? (view.claim.leaseUntil ? Date.parse(view.claim.leaseUntil) : undefined)
  useEffect(() => {
    const due = mine && grant && leaseUntil !== undefined && now > 0 && leaseUntil - now < RENEW_BELOW_MS
    if (!due || locked || document.visibilityState !== 'visible') return
    if (Date.now() - renewedAt.current < RENEW_EVERY_MS) return
    renewedAt.current = Date.now()
    send({ op: 'renew' })
      .then((answer) => onRenewed(answer.leaseUntil))
      .catch((error) => setProblem(messageOf(error)))
  }, [mine, grant, leaseUntil, now, locked, send, onRenewed])

  return {
    grant: mine ? grant : undefined,
    leaseUntil: mine ? leaseUntil : undefined,
    busy,
    problem,
    open,
    widen,
    giveBack,
  }
}
