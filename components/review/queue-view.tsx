'use client'

import { CheckCheck, WifiOff } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { messageOf } from '#components/shell/api'
import { useLiveStatus } from '#components/shell/live'
import { useShortcuts } from '#components/shell/shortcuts'
import { Button } from '#components/ui/button'
import { Kbd } from '#components/ui/kbd'
import { PageHeader } from '#components/ui/page-header'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { QUEUE_MOST, QUEUE_STEP, type QueueRow } from '#domain/queue-view'
import { QueueFilters } from './queue-filters'
import { QueueTable } from './queue-table'
import { useNow } from './time'
import { useClaim } from './use-claim'
import { useQueue, useQueueFilter } from './use-queue'

const COLUMNS = ['28px', '64px', '96px', '96px', '88px', '72px', '24px', '24px', '40px', '104px', '64px']

export function QueueView({ regions, me }: { regions: readonly string[]; me: string }) {
  const [filter, change] = useQueueFilter()
  const { data, error, isPending, refetch } = useQueue(filter)
  const { claim, claimNext, busy } = useClaim()
  const now = useNow(15_000)
  const rows = data?.rows ?? []
  const selection = useSelection(rows)
  const choice = {
    ...(filter.queue ? { queue: filter.queue } : {}),
    ...(filter.region ? { region: filter.region } : {}),
  }
  useShortcuts([
    { keys: 'j', label: 'Next case', group: 'Queue', run: () => selection.move(1) },
    { keys: 'k', label: 'Previous case', group: 'Queue', run: () => selection.move(-1) },
    { keys: 'enter', label: 'Open the case', group: 'Queue', run: () => selection.open() },
    {
      keys: 'c',
      label: 'Claim the case',
      group: 'Queue',
      run: () => selection.id && !busy && void claim(selection.id),
    },
    { keys: 'n', label: 'Claim the next one', group: 'Queue', run: () => !busy && void claimNext(choice) },
  ])

  return (
    <>
      <PageHeader
        title="Queue"
        actions={
          <Button variant="primary" disabled={busy !== undefined} onClick={() => void claimNext(choice)}>
            {busy === 'next' ? 'Claiming…' : 'Claim next'}
            <Kbd
              keys="n"
              className="ml-0.5 [&_kbd]:border-transparent [&_kbd]:bg-[rgb(255_255_255/18%)] [&_kbd]:text-current"
            />
          </Button>
        }
      >
        <span className="tabular text-ink-3" role="status">
          {data ? `${data.total.toLocaleString('en-GB')} ${data.total === 1 ? 'case' : 'cases'}` : ''}
        </span>
      </PageHeader>
      <QueueFilters filter={filter} regions={regions} open={data?.open} onChange={change} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label="Cases" className="min-h-0 flex-1 overflow-auto" tabIndex={0}>
        {isPending ? <SkeletonRows rows={18} columns={COLUMNS} /> : null}
        {error && !data ? <QueueError message={messageOf(error)} retry={() => void refetch()} /> : null}
        {data && rows.length === 0 ? (
          <Nothing
            filtered={Boolean(filter.queue ?? filter.region) || filter.state !== 'open'}
            clear={() => change({ queue: 'all', region: 'all', state: '' })}
          />
        ) : null}
        {rows.length > 0 ? (
          <QueueTable
            {...{ rows, now, me }}
            selected={selection.id}
            onSelect={selection.select}
            claiming={busy}
          />
        ) : null}
        {data && rows.length > 0 && data.total > rows.length ? (
          <More
            shown={rows.length}
            total={data.total}
            limit={filter.limit}
            onMore={(limit) => change({ limit })}
          />
        ) : null}
      </section>
    </>
  )
}

/** The chosen row, held by its id: when the list changes under the keyboard, the choice stays on its case. */
function useSelection(rows: QueueRow[]) {
  const router = useRouter()
  const [id, select] = useState<string>()
  const place = useRef(0)
  const at = rows.findIndex((row) => row.id === id)
  if (at >= 0) place.current = at

  useEffect(() => {
    // The case left the list: whoever took its place is chosen.
    if (id !== undefined && at < 0 && rows.length > 0)
      select(rows[Math.min(place.current, rows.length - 1)]?.id)
  }, [id, at, rows])

  function move(step: number) {
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]
    if (!next) return
    select(next.id)
    const link = document.querySelector<HTMLElement>(`[data-case="${next.id}"]`)
    link?.focus({ preventScroll: true })
    link?.scrollIntoView({ block: 'nearest' })
  }
  return { id, select, move, open: () => id && router.push(`/cases/${id}`) }
}

type MoreProps = { shown: number; total: number; limit: number; onMore: (limit: string) => void }

function More({ shown, total, limit, onMore }: MoreProps) {
  return (
    <div className="flex items-center justify-center gap-3 py-4 text-ink-2">
      <span className="tabular">
        {shown.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')}, the most urgent first
      </span>
      {limit < QUEUE_MOST ? (
        <Button onClick={() => onMore(String(Math.min(limit + QUEUE_STEP, QUEUE_MOST)))}>Show more</Button>
      ) : (
        <span>Narrow the list by queue or region to see others.</span>
      )}
    </div>
  )
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  return (
    <EmptyState
      icon={CheckCheck}
      title={filtered ? 'Nothing matches' : 'The queue is empty'}
      action={filtered ? <Button onClick={clear}>Show all open cases</Button> : undefined}
    >
      {filtered
        ? 'No case in your regions fits this queue, region and state.'
        : 'Every reported conversation in your regions has been decided or is held by somebody. New ones appear here by themselves.'}
    </EmptyState>
  )
}

function QueueError({ message, retry }: { message: string; retry: () => void }) {
  const offline = useLiveStatus() === 'offline'
  return (
    <ErrorState
      {...(offline ? { icon: WifiOff } : {})}
      title={offline ? 'You are offline' : 'The queue could not be read'}
      action={<Button onClick={retry}>Try again</Button>}
    >
      {message}
    </ErrorState>
  )
}
