'use client'

import { useCallback, useEffect } from 'react'
import { useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { messageOf } from '#components/shell/api'
import { useShortcutRegistry, useShortcuts } from '#components/shell/shortcuts'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import type { CaseView } from '#domain/case-view'
import type { GrantView } from '#domain/key-request'
import type { Evidence, SealedMessage } from '#domain/reader-protocol'
import { CaseHeader } from './case-header'
import { CaseReader } from './case-reader'
import { DecidePanel } from './decide-panel'
import { PartiesSection, ReportsSection, RoutingSection, TimelineSection } from './facts-sections'
import { SignalsSection } from './signals-section'
import { useNow } from './time'
import { useCase, useSealed } from './use-case'
import { useClaim } from './use-claim'
import { useHolding } from './use-holding'

export function CasePage({ initial }: { initial: CaseView }) {
  const { data: view } = useCase(initial)
  const now = useNow(1_000)
  const { claim, claimNext, busy: claiming } = useClaim()
  const link = useConversationFrame()
  const { send, status } = link

  const onRenewed = useCallback(
    (expires: number) => send({ type: 'renewed', caseId: initial.id, expires }),
    [send, initial.id],
  )
  const holding = useHolding(view, now, onRenewed)
  const { grant } = holding
  const unseen = unseenReports(view, grant)
  const seen = view.reports.length - unseen.size
  const sealed = useSealed(view.id, view.claim.mine && grant !== undefined, seen)
  const messages = sealed.data?.messages

  // The reader opens what the grant names; told again, it opens nothing twice (reader/conversation/mode.ts).
  useEffect(() => {
    if (status === 'ready' && grant && messages)
      send({ type: 'open', view: conversationOf(view, grant, messages) })
  }, [status, grant, messages, send, view])
  useEffect(() => {
    if (!view.claim.mine) send({ type: 'close' })
  }, [view.claim.mine, send])

  const toReader = (target: 'next-evidence' | 'previous-evidence' | 'conversation') => {
    link.focus()
    send({ type: 'focus', target })
  }
  const next = () => void claimNext()
  const { mine } = view.claim
  const claimable = view.stage === 'routed' && !claiming
  useShortcuts([
    { keys: 'c', label: 'Claim and open', group: 'Case', run: () => claimable && void claim(view.id) },
    { keys: 'n', label: 'Next case', group: 'Case', run: () => !mine && !claiming && next() },
    { keys: 'j', label: 'Into the conversation', group: 'Case', run: () => mine && toReader('conversation') },
    { keys: 'e', label: 'Next marked message', group: 'Case', run: () => mine && toReader('next-evidence') },
    {
      keys: 'shift+e',
      label: 'Previous marked message',
      group: 'Case',
      run: () => mine && toReader('previous-evidence'),
    },
    {
      keys: 'shift+r',
      label: 'Give the case back',
      group: 'Case',
      run: () => mine && void holding.giveBack(),
    },
  ])

  const arriving = view.reports.some((report) => report.stage === 'received')
  const blocked = !grant
    ? 'Open the conversation first.'
    : unseen.size > 0
      ? 'Look at the further report first.'
      : undefined
  return (
    <>
      <CaseHeader {...{ view, holding, now }} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {mine && grant && unseen.size > 0 ? (
            <Joined
              count={unseen.size}
              arriving={arriving}
              busy={holding.busy}
              onShow={() => void holding.open()}
            />
          ) : null}
          {mine && grant && holding.problem ? <Problem text={holding.problem} /> : null}
          <CaseReader
            {...{ view, holding, link }}
            claiming={claiming !== undefined}
            onClaim={() => void claim(view.id)}
            onNext={next}
            sealedProblem={sealed.error ? messageOf(sealed.error) : undefined}
          />
        </div>
        <aside
          aria-label="About this case"
          className="flex w-[360px] shrink-0 flex-col border-line border-l min-[1600px]:w-[420px]"
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section aria-label="Facts" className="min-h-0 flex-1 overflow-auto" tabIndex={0}>
            <SignalsSection view={view} />
            <PartiesSection view={view} />
            <ReportsSection view={view} unseen={unseen} />
            <RoutingSection view={view} />
            <TimelineSection view={view} />
          </section>
          {mine ? (
            <DecidePanel
              {...{ view, blocked }}
              acknowledged={seen}
              onDecided={() => send({ type: 'close' })}
            />
          ) : null}
        </aside>
      </div>
    </>
  )
}

function useConversationFrame() {
  const { origin, personId } = useAgent()
  const { shown } = useTheme()
  const { stroke } = useShortcutRegistry()
  return useReaderFrame({
    ...{ mode: 'conversation', origin, personId, theme: shown },
    onMessage: (message) => {
      if (message.type === 'shortcut')
        stroke({ key: message.key, shift: message.shift, mod: message.mod ?? false })
    },
  })
}

/** Reports of which the open grant names no message: they joined since, and must be looked at before deciding. */
function unseenReports(view: CaseView, grant: GrantView | undefined): Set<string> {
  const deks = new Set(grant?.messages.map(([dek]) => dek))
  return new Set(
    grant ? view.reports.filter((report) => !deks.has(report.dek)).map((report) => report.id) : [],
  )
}

function conversationOf(view: CaseView, grant: GrantView, messages: SealedMessage[]) {
  // What a classifier itself finds unremarkable would only draw the eye away from what matters.
  const telling = view.signals.filter((signal) => signal.band !== 'low')
  const evidence = telling.flatMap((signal): Evidence[] =>
    signal.perMessage.map(({ id, contribution, spans }) => ({
      ...{ messageId: id, classifier: signal.classifier, contribution, spans },
    })),
  )
  return {
    ...{ caseId: view.id, region: view.region, platform: view.platform, conversation: view.conversation },
    reporter: view.reports[0]?.reporter.id ?? '',
    subject: view.subject,
    ...{ grant, messages, evidence },
  }
}

type JoinedProps = { count: number; arriving: boolean; busy: boolean; onShow: () => void }

function Joined({ count, arriving, busy, onShow }: JoinedProps) {
  return (
    <div role="alert" className="flex h-9 shrink-0 items-center gap-3 bg-warn-soft px-4 text-warn">
      <span className="flex-1">
        {count === 1 ? 'A further report has' : `${count} further reports have`} joined this case. Look at{' '}
        {count === 1 ? 'it' : 'them'} before you decide.
      </span>
      <Button disabled={busy || arriving} onClick={onShow}>
        {arriving ? 'Arriving…' : 'Show it'}
      </Button>
    </div>
  )
}

function Problem({ text }: { text: string }) {
  return (
    <div role="alert" className="flex min-h-9 shrink-0 items-center bg-danger-soft px-4 text-danger">
      {text}
    </div>
  )
}
