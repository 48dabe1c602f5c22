'use client'

import { useQuery } from '@tanstack/react-query'
import { Sprout } from 'lucide-react'
import { api, messageOf } from '#components/shell/api'
import { pollMs, useLiveStatus } from '#components/shell/live'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { Skeleton } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import type { Overview } from '#domain/overview'
import { BacklogFigure, DecisionTimeFigure, ThroughputFigure } from './overview-figures'
import { ClassifierTable, QueuesTable } from './overview-tables'

/** How much lies where, how old it is and how fast it moves. Counts only: no case, no person, no content. */
export function OverviewView() {
  const live = useLiveStatus()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api<Overview>('/api/overview', { signal }),
    refetchInterval: live === 'offline' ? false : Math.max(pollMs(live) || 0, 15_000),
  })
  const empty = data && data.open === 0 && data.days.every((day) => day.opened === 0 && day.decided === 0)
  return (
    <>
      <PageHeader title="Overview">
        <span className="text-ink-3">Your regions, last 14 days, UTC</span>
      </PageHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label="Figures" className="min-h-0 flex-1 overflow-auto px-6 py-5" tabIndex={0}>
        {isPending ? <Loading /> : null}
        {error && !data ? (
          <ErrorState
            title="The figures could not be read"
            action={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {messageOf(error)}
          </ErrorState>
        ) : null}
        {empty ? (
          <EmptyState icon={Sprout} title="Nothing has come in yet">
            Figures appear with the first report in your regions.
          </EmptyState>
        ) : null}
        {data && !empty ? <Figures data={data} /> : null}
      </section>
    </>
  )
}

function Figures({ data }: { data: Overview }) {
  const today = data.days.at(-1)
  return (
    <div className="grid max-w-[1280px] gap-8">
      <dl className="flex flex-wrap gap-x-12 gap-y-3">
        <Count name="Open" value={data.open} />
        <Count name="Overdue" value={data.overdue} alarm={data.overdue > 0} />
        <Count name="Decided today" value={today?.decided ?? 0} />
        <Count name="Opened today" value={today?.opened ?? 0} />
      </dl>
      <div className="grid gap-x-12 gap-y-8 min-[1100px]:grid-cols-2">
        <BacklogFigure data={data} />
        <DecisionTimeFigure data={data} />
        <ThroughputFigure data={data} />
        <QueuesTable data={data} />
        <ClassifierTable data={data} />
      </div>
    </div>
  )
}

function Count({ name, value, alarm }: { name: string; value: number; alarm?: boolean }) {
  return (
    <div>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className={alarm ? 'tabular font-semibold text-danger text-xl' : 'tabular font-semibold text-xl'}>
        {value.toLocaleString('en-GB')}
      </dd>
    </div>
  )
}

function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid max-w-[1280px] gap-8">
      <Skeleton className="h-10 w-96" />
      <div className="grid gap-12 min-[1100px]:grid-cols-2">
        {['backlog', 'time', 'throughput', 'queues'].map((name) => (
          <Skeleton key={name} className="h-44" />
        ))}
      </div>
    </div>
  )
}
