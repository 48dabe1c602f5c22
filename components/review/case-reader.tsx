'use client'

import { Clock, Hand, LockKeyhole, type LucideIcon, ShieldCheck, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { ReaderFrame, type ReaderLink } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Kbd } from '#components/ui/kbd'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import type { CaseView } from '#domain/case-view'
import { ACTIONS, type ActionCode, POLICIES, type PolicyCode } from '#domain/decision'
import { WINDOW_DEFAULT } from '#domain/review-case'
import { clock, dateTime } from './time'
import type { Holding } from './use-holding'
import { plain } from './words'

type ReaderProps = {
  view: CaseView
  holding: Holding
  link: ReaderLink
  claiming: boolean
  onClaim: () => void
  onNext: () => void
  sealedProblem: string | undefined
}

/** The middle of the page: the reader's frame while one holds the case, and otherwise why there is nothing to read. */
export function CaseReader(props: ReaderProps) {
  const { view, link } = props
  if (view.claim.mine)
    return (
      <div className="relative min-h-0 flex-1">
        <ReaderFrame
          link={link}
          title="Reported conversation"
          className={cn('size-full', link.status === 'unreachable' && 'invisible')}
        />
        <Overlay {...props} />
      </div>
    )
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-auto">
      <NotMine {...props} />
    </div>
  )
}

function Overlay({ holding, link, sealedProblem }: ReaderProps) {
  const { locked, unlock } = useAgent()
  if (link.status === 'unreachable')
    return (
      <Cover>
        <ErrorState
          icon={Unplug}
          title="The reader cannot be reached"
          action={<Button onClick={link.retry}>Try again</Button>}
        >
          Conversations open only in the reader, which runs apart from this console. Nothing was opened; your
          claim stands.
        </ErrorState>
      </Cover>
    )
  const problem = holding.problem ?? sealedProblem
  if (!holding.grant && problem)
    return (
      <Cover>
        <ErrorState
          title="The conversation was not opened"
          action={<Button onClick={() => void holding.open()}>Try again</Button>}
        >
          {problem}
        </ErrorState>
      </Cover>
    )
  if (!holding.grant && locked && link.status === 'ready')
    return (
      <Cover>
        <EmptyState
          icon={LockKeyhole}
          title="Your reading key is locked"
          action={
            <Button variant="primary" onClick={() => unlock().catch(() => {})}>
              Unlock and open
            </Button>
          }
        >
          You hold this case. Unlock the key to open it; the opening is recorded before anything is shown.
        </EmptyState>
      </Cover>
    )
  return null
}

function Cover({ children }: { children: ReactNode }) {
  return <div className="absolute inset-0 grid place-items-center bg-surface">{children}</div>
}

function NotMine({ view, claiming, onClaim, onNext }: ReaderProps) {
  if (view.claim.by)
    return (
      <Said icon={Hand} title={`${view.claim.by.name} holds this case`} onNext={onNext}>
        Until {clock(view.claim.leaseUntil!)} at the longest. Nobody else can open it meanwhile.
      </Said>
    )
  if (view.decision && view.stage !== 'routed')
    return (
      <Said
        icon={ShieldCheck}
        title={`${POLICIES[view.decision.policy as PolicyCode]?.name ?? plain(view.decision.policy)}: ${(ACTIONS[view.decision.action as ActionCode]?.name ?? plain(view.decision.action)).toLowerCase()}`}
        onNext={onNext}
      >
        Decided by {view.decision.by} on {dateTime(view.decision.decidedAt)}.{' '}
        {view.decision.settled
          ? 'The decision is in the ledger.'
          : 'The key service has not confirmed it yet: it is kept, and the platform is told as soon as it has.'}
      </Said>
    )
  if (view.stage === 'routed')
    return (
      <EmptyState
        icon={LockKeyhole}
        title="Sealed until somebody claims it"
        action={
          <Button variant="primary" size="md" disabled={claiming} onClick={onClaim}>
            {claiming ? 'Claiming…' : 'Claim and open'}
            <Kbd
              keys="c"
              className="ml-0.5 [&_kbd]:border-transparent [&_kbd]:bg-[rgb(255_255_255/18%)] [&_kbd]:text-current"
            />
          </Button>
        }
      >
        A claim gives you the reported messages and {WINDOW_DEFAULT} on either side, for an hour. The opening
        is recorded in the ledger before any key is released.
      </EmptyState>
    )
  return (
    <Said icon={Clock} title="Still arriving" onNext={onNext}>
      The report is sealed and waits to be adopted by the key service and scored. It can be claimed once it
      has been routed, usually within seconds.
    </Said>
  )
}

type SaidProps = { icon: LucideIcon; title: string; children: ReactNode; onNext: () => void }

function Said({ icon, title, children, onNext }: SaidProps) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      action={
        <Button variant="primary" onClick={onNext}>
          Next case
          <Kbd
            keys="n"
            className="ml-0.5 [&_kbd]:border-transparent [&_kbd]:bg-[rgb(255_255_255/18%)] [&_kbd]:text-current"
          />
        </Button>
      }
    >
      {children}
    </EmptyState>
  )
}
