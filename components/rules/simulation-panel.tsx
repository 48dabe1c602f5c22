'use client'

import { useMutation } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { api, messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { shortId } from '#domain/queue-view'
import type { RuleSet } from '#domain/rule'
import type { Simulation } from '#services/rules/simulate'
import { dueWords, queueName } from './effect-words'

/** The draft tried on the last 1,000 cases, against the version in force. Nothing is changed by it. */
export function SimulationPanel({ set, ready }: { set: RuleSet; ready: boolean }) {
  const run = useMutation({
    mutationFn: async (draft: RuleSet) => ({
      draft,
      result: await api<Simulation>('/api/rules/simulate', { body: { set: draft } }),
    }),
  })
  const stale = run.data !== undefined && JSON.stringify(run.data.draft) !== JSON.stringify(set)
  const button = (
    <Button
      onClick={() => run.mutate(set)}
      disabled={!ready || run.isPending}
      variant={run.data ? 'secondary' : 'primary'}
    >
      <Play aria-hidden />
      {run.data ? 'Try again' : 'Try the draft'}
    </Button>
  )
  if (run.isPending) return <SkeletonRows rows={8} columns={['120px', '200px', '60px']} />
  if (run.isError)
    return (
      <ErrorState title="The draft could not be tried" action={button}>
        {messageOf(run.error)}
      </ErrorState>
    )
  if (!run.data)
    return (
      <EmptyState title="See what this draft would have changed" icon={Play} action={button}>
        {ready
          ? 'It is tried on the last 1,000 routed cases and compared with the version in force. No case is touched.'
          : 'Mend the mistakes in the draft first.'}
      </EmptyState>
    )
  const { result, draft } = run.data
  if (result.cases === 0)
    return <EmptyState title="No case has been routed yet">There is nothing to try the draft on.</EmptyState>
  return (
    <div className="grid gap-5">
      <div className="flex items-center justify-between gap-4">
        <p className={stale ? 'text-warn' : 'text-ink-2'} role="status">
          {stale
            ? 'The draft has changed since; these are the numbers of before.'
            : `${result.changed.toLocaleString('en')} of the last ${result.cases.toLocaleString('en')} cases would be routed differently.`}
        </p>
        {button}
      </div>
      <Counts result={result} />
      <QueueBars result={result} />
      <RuleCounts result={result} draft={draft} />
      <Examples result={result} draft={draft} />
    </div>
  )
}

function Counts({ result }: { result: Simulation }) {
  const counts = [
    ['Another queue', result.queue],
    ['Higher priority', result.sooner],
    ['Lower priority', result.later],
    ['Another due time', result.due],
  ] as const
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {counts.map(([label, count]) => (
        <div key={label}>
          <dt className="text-ink-3 text-xs">{label}</dt>
          <dd className="tabular font-semibold text-lg">{count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Before above, after below, on one scale. */
function QueueBars({ result }: { result: Simulation }) {
  const rows = Object.entries(result.queues).sort(([, a], [, b]) => b.after + b.before - (a.after + a.before))
  const most = Math.max(1, ...rows.flatMap(([, { before, after }]) => [before, after]))
  const width = (count: number) => ({ width: `${(count / most) * 100}%` })
  return (
    <Table aria-label="Cases in each queue before and after">
      <thead>
        <tr>
          <Th className="w-32">Queue</Th>
          <Th>
            <span className="inline-flex items-center gap-3">
              <span className="inline-flex items-center gap-1">
                <i aria-hidden className="inline-block size-2 rounded-sm bg-line-strong" /> in force
              </span>
              <span className="inline-flex items-center gap-1">
                <i aria-hidden className="inline-block size-2 rounded-sm bg-accent" /> draft
              </span>
            </span>
          </Th>
          <Th className="w-16 text-right">Before</Th>
          <Th className="w-16 text-right">After</Th>
          <Th className="w-16 text-right">±</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([queue, { before, after }]) => (
          <Tr key={queue}>
            <Td>{queueName(queue)}</Td>
            <Td aria-hidden>
              <div className="grid gap-0.5">
                <div className="h-1.5 rounded-sm bg-line-strong" style={width(before)} />
                <div className="h-1.5 rounded-sm bg-accent" style={width(after)} />
              </div>
            </Td>
            <Td className="text-right">{before.toLocaleString('en')}</Td>
            <Td className="text-right">{after.toLocaleString('en')}</Td>
            <Td className="text-right text-ink-2">{signed(after - before)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}

function RuleCounts({ result, draft }: { result: Simulation; draft: RuleSet }) {
  return (
    <Table aria-label="How often each rule of the draft applied">
      <thead>
        <tr>
          <Th>Rule</Th>
          <Th className="w-28 text-right">Applied to</Th>
          <Th className="w-28 text-right">Failed on</Th>
        </tr>
      </thead>
      <tbody>
        {draft.rules.map((rule) => {
          const { matched, errors } = result.rules[rule.id] ?? { matched: 0, errors: 0 }
          return (
            <Tr key={rule.id} className={rule.enabled ? undefined : 'text-ink-3'}>
              <Td>
                {rule.name}
                {rule.enabled ? '' : ' (off)'}
              </Td>
              <Td className="text-right">{matched.toLocaleString('en')}</Td>
              <Td className={errors > 0 ? 'text-right text-danger' : 'text-right text-ink-3'}>{errors}</Td>
            </Tr>
          )
        })}
      </tbody>
    </Table>
  )
}

function Examples({ result, draft }: { result: Simulation; draft: RuleSet }) {
  const names = new Map(draft.rules.map((rule) => [rule.id, rule.name]))
  if (result.examples.length === 0) return null
  return (
    <Table aria-label="Cases that would be routed differently, the largest changes first">
      <thead>
        <tr>
          <Th>Case</Th>
          <Th>Queue</Th>
          <Th className="text-right">Priority</Th>
          <Th className="text-right">Due in</Th>
          <Th>Because of</Th>
        </tr>
      </thead>
      <tbody>
        {result.examples.map(({ caseId, before, after }) => (
          <Tr key={caseId}>
            <Td className="font-mono text-xs" title={caseId}>
              {shortId(caseId)}
            </Td>
            <Td>
              <Moved before={queueName(before.queue)} after={queueName(after.queue)} />
            </Td>
            <Td className="whitespace-nowrap text-right">
              <Moved before={String(before.priority)} after={String(after.priority)} />
            </Td>
            <Td className="whitespace-nowrap text-right">
              <Moved before={dueWords(before.dueMinutes)} after={dueWords(after.dueMinutes)} />
            </Td>
            <Td className="max-w-48 truncate text-ink-2 text-xs">
              {after.rules.map((id) => names.get(id) ?? REASONS[id] ?? id).join(', ')}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}

const REASONS: Record<string, string> = { otherwise: 'no rule', unscored: 'not scored' }

function Moved({ before, after }: { before: string; after: string }) {
  if (before === after) return <span className="text-ink-3">{after}</span>
  return (
    <>
      <span className="text-ink-3">{before} →</span> {after}
    </>
  )
}

function signed(difference: number): string {
  if (difference === 0) return '0'
  return difference > 0 ? `+${difference}` : `−${-difference}`
}
