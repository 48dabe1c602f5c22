'use client'

import { useQuery } from '@tanstack/react-query'
import { LockKeyhole, Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ReaderFrame, useReaderFrame } from '#components/reader/reader-bridge'
import { duration, useNow } from '#components/review/time'
import { useAgent } from '#components/shell/agent'
import { api, messageOf } from '#components/shell/api'
import { useShortcutRegistry } from '#components/shell/shortcuts'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { Select } from '#components/ui/select'
import { Skeleton } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import type { OwnGrant } from '#domain/access-rules'
import { PURPOSE_NAMES } from '#domain/access-words'
import type { ConversationView } from '#domain/reader-protocol'
import { useAccessList } from './use-access'

/** What an approved grant covers, case by case, in the reader. */
export function GrantView({ grantId }: { grantId: string }) {
  const { locked, unlock } = useAgent()
  const query = useAccessList('own')
  const grant = query.data?.grants.find((one) => one.id === grantId)
  const [chosen, setChosen] = useState<string>()
  const caseId = chosen ?? grant?.cases[0]?.caseId
  return (
    <>
      <PageHeader title={grant ? PURPOSE_NAMES[grant.purpose] : 'Access'}>
        {grant ? <Facts grant={grant} caseId={caseId} onChoose={setChosen} /> : null}
      </PageHeader>
      {locked ? (
        <EmptyState
          icon={LockKeyhole}
          title="Your reading key is locked"
          action={
            <Button variant="primary" onClick={() => unlock().catch(() => {})}>
              Unlock and open
            </Button>
          }
        >
          The opening is recorded before anything is shown.
        </EmptyState>
      ) : query.isPending ? (
        <Skeleton className="m-6 h-40" />
      ) : !query.data ? (
        <ErrorState
          title="Your access could not be loaded"
          action={<Button onClick={() => query.refetch()}>Try again</Button>}
        >
          {messageOf(query.error)}
        </ErrorState>
      ) : null}
      {!locked && query.data && !grant ? (
        <EmptyState title="This access has ended">
          It ran out, was given up or was taken back. What was open under it is closed.
        </EmptyState>
      ) : null}
      {!locked && grant && grant.cases.length === 0 ? (
        <EmptyState title="Nothing is left to open">
          The messages that this covers were destroyed after it was approved. The ledger says when, and for
          whom.
        </EmptyState>
      ) : null}
      {grant && caseId ? <Conversation key={caseId} grantId={grant.id} caseId={caseId} /> : null}
    </>
  )
}

type FactsProps = { grant: OwnGrant; caseId: string | undefined; onChoose: (caseId: string) => void }

function Facts({ grant, caseId, onChoose }: FactsProps) {
  const now = useNow(15_000)
  return (
    <>
      {now === 0 ? null : (
        <span className="tabular">
          {grant.expires > now ? `${duration(grant.expires - now)} left` : 'over'}
        </span>
      )}
      {grant.cases.length > 1 && caseId ? (
        <Select
          label="Conversation"
          prefix
          value={caseId}
          onChange={onChoose}
          options={grant.cases.map((part, i) => ({
            value: part.caseId,
            label: `${i + 1} of ${grant.cases.length}`,
            hint: part.caseId.slice(-12),
          }))}
        />
      ) : null}
    </>
  )
}

function Conversation({ grantId, caseId }: { grantId: string; caseId: string }) {
  const { origin, personId, sign } = useAgent()
  const { shown } = useTheme()
  const { stroke } = useShortcutRegistry()
  const link = useReaderFrame({
    ...{ mode: 'conversation', origin, personId, theme: shown },
    onMessage(message) {
      if (message.type === 'shortcut')
        stroke({ key: message.key, shift: message.shift, mod: message.mod ?? false })
    },
  })
  const { send, status } = link
  const sealed = useQuery({
    queryKey: ['granted', grantId, caseId],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async () => {
      const signed = await sign({ op: 'list-access', view: 'own' })
      return api<Omit<ConversationView, 'evidence'>>(`/api/access/${grantId}/sealed`, {
        body: { signed, caseId },
      })
    },
  })
  const view = sealed.data
  useEffect(() => {
    // Unmarked: whoever looks at somebody else's work, or by order, is not led by what classifiers pointed at.
    if (status === 'ready' && view) send({ type: 'open', view: { ...view, evidence: [] } })
  }, [status, view, send])
  return (
    <div className="relative min-h-0 flex-1">
      <ReaderFrame
        link={link}
        title="Conversation"
        className={status === 'unreachable' || sealed.error ? 'invisible size-full' : 'size-full'}
      />
      {status === 'unreachable' ? (
        <div className="absolute inset-0 grid place-items-center bg-surface">
          <ErrorState
            icon={Unplug}
            title="The reader cannot be reached"
            action={<Button onClick={link.retry}>Try again</Button>}
          >
            Conversations open only in the reader. Nothing was opened.
          </ErrorState>
        </div>
      ) : sealed.error ? (
        <div className="absolute inset-0 grid place-items-center bg-surface">
          <ErrorState
            title="The conversation was not opened"
            action={<Button onClick={() => sealed.refetch()}>Try again</Button>}
          >
            {messageOf(sealed.error)}
          </ErrorState>
        </div>
      ) : null}
    </div>
  )
}
