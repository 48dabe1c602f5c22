'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { toast } from 'sonner'
import type { ReaderLink } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { api, messageOf, ReaderError } from '#components/shell/api'
import type { CaseDecision, CaseView, DecideAnswer } from '#domain/case-view'
import { ACTIONS, type ActionCode, POLICIES, type PolicyCode } from '#domain/decision'

type Settings = { view: CaseView; rationale: ReaderLink; acknowledged: number; onDecided: () => void }

/** The reader seals and signs, the console stores and carries. The text stays in the reader until it stands. */
export function useDecide({ view, rationale, acknowledged, onDecided }: Settings) {
  const { unlock } = useAgent()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const decide = useCallback(
    async (policy: PolicyCode, action: ActionCode) => {
      setBusy(true)
      setProblem(undefined)
      const id = crypto.randomUUID()
      const decisionId = crypto.randomUUID()
      const { id: caseId, region, platform, conversation } = view
      try {
        await unlock()
        const sealed = await rationale.ask({
          ...{ type: 'decide', id, caseId, region, platform, conversation, decisionId, policy, action },
        })
        if (sealed.type !== 'decided')
          throw new ReaderError('protocol', 'The reader answered something else.')
        const { signed, envelope } = sealed
        const answer = await api<DecideAnswer>(`/api/cases/${caseId}/decide`, {
          body: { signed, envelope, decisionId, acknowledgedReports: acknowledged },
        })
        rationale.send({ type: 'decided-ok', id })
        const words = `${POLICIES[policy].name}: ${ACTIONS[action].name.toLowerCase()}`
        if (answer.settled) toast.success(`Decided. ${words}`)
        else toast.warning(`Kept: ${words}. It enters the ledger when the key service is back.`)
        // Shown at once; the answer of the next look replaces it.
        client.setQueryData<CaseView>(['case', caseId], (known) =>
          known ? decidedView(known, { id: decisionId, policy, action, settled: answer.settled }) : known,
        )
        onDecided()
      } catch (error) {
        if (!(error instanceof ReaderError && error.code === 'cancelled')) setProblem(messageOf(error))
      } finally {
        setBusy(false)
        void client.invalidateQueries({ queryKey: ['case', caseId] })
        void client.invalidateQueries({ queryKey: ['queue'] })
      }
    },
    [view, rationale, acknowledged, onDecided, unlock, client],
  )
  return { decide, busy, problem }
}

function decidedView(
  view: CaseView,
  decision: Pick<CaseDecision, 'id' | 'policy' | 'action' | 'settled'>,
): CaseView {
  const at = new Date().toISOString()
  return {
    ...view,
    stage: 'decided',
    decidedAt: at,
    claim: { by: null, mine: false, leaseUntil: null },
    decision: { ...decision, decidedAt: at, by: 'you' },
  }
}
