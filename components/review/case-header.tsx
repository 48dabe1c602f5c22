'use client'

import { ArrowLeft, Undo2 } from 'lucide-react'
import Link from 'next/link'
import { Badge, type Tone } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Tooltip } from '#components/ui/tooltip'
import type { CaseView } from '#domain/case-view'
import { shortId } from '#domain/queue-view'
import { Due } from './time'
import type { Holding } from './use-holding'
import { WidenMenu } from './widen-menu'
import { plain, queueName, STAGE_WORDS } from './words'

const TONES: Partial<Record<CaseView['stage'], Tone>> = {
  claimed: 'accent',
  decided: 'ok',
  acted: 'ok',
  closed: 'ok',
}

type HeaderProps = { view: CaseView; holding: Holding; now: number }

export function CaseHeader({ view, holding, now }: HeaderProps) {
  const open = view.stage === 'routed' || view.stage === 'claimed'
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-line border-b bg-surface px-3">
      <Tooltip content="Back to the queue">
        <Button variant="ghost" size="icon" asChild>
          <Link href="/queue" aria-label="Back to the queue">
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Tooltip>
      <h1 className="flex items-baseline gap-2 whitespace-nowrap font-semibold text-base">
        {plain(view.reports[0]?.reason ?? 'case')}
        <span className="font-mono font-normal text-ink-3 text-xs">{shortId(view.id)}</span>
      </h1>
      <Badge tone={TONES[view.stage] ?? 'neutral'}>{STAGE_WORDS[view.stage]}</Badge>
      <div className="flex min-w-0 flex-1 items-center gap-3 text-ink-2 text-sm">
        <span className="whitespace-nowrap">
          <span className="text-ink-3">Priority</span>{' '}
          <span className="tabular font-medium text-ink">{view.priority}</span>
        </span>
        <span className="truncate">{queueName(view.queue)}</span>
        <span>{view.region}</span>
        {open ? (
          <span className="whitespace-nowrap">
            <span className="text-ink-3">Due</span> <Due at={view.dueAt} now={now} />
          </span>
        ) : null}
      </div>
      {view.claim.mine ? (
        <div className="flex items-center gap-1.5">
          <Lease until={holding.leaseUntil} now={now} />
          <WidenMenu caseId={view.id} disabled={holding.busy || !holding.grant} onWiden={holding.widen} />
          <Button disabled={holding.busy} onClick={() => void holding.giveBack()}>
            <Undo2 aria-hidden />
            Give back
          </Button>
        </div>
      ) : null}
    </header>
  )
}

/** How long the claim holds. It renews itself in front of somebody; in the last minutes it says so loudly. */
function Lease({ until, now }: { until: number | undefined; now: number }) {
  if (until === undefined || now === 0) return null
  const left = Math.max(0, until - now)
  const minutes = Math.floor(left / 60_000)
  const seconds = Math.floor((left % 60_000) / 1_000)
  return (
    <Tooltip content="Renewed by itself while this page is in front of you">
      <span
        role="timer"
        className={cn(
          'tabular whitespace-nowrap px-1 text-xs',
          left < 5 * 60_000 ? 'text-danger' : 'text-ink-3',
        )}
      >
        Yours for {minutes}:{String(seconds).padStart(2, '0')}
      </span>
    </Tooltip>
  )
}
