'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useRegistry } from '#components/shell/classifiers'
import { cn } from '#components/ui/class-names'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { type QueueRow, shortId } from '#domain/queue-view'
import { Score } from './score'
import { Age, clock, Due } from './time'
import { plain, queueName, STAGE_WORDS } from './words'

type TableProps = {
  rows: QueueRow[]
  now: number
  selected: string | undefined
  onSelect: (id: string) => void
  claiming: string | undefined
  me: string
}

/** Most urgent first. Each row is one link; the keyboard moves the focus along these links. */
export function QueueTable({ rows, now, selected, onSelect, claiming, me }: TableProps) {
  const router = useRouter()
  const registry = useRegistry()
  return (
    <Table aria-label="Cases, most urgent first">
      <thead>
        <tr>
          <Th className="w-16">Priority</Th>
          <Th className="w-24">Due</Th>
          {registry.map(({ name, label }) => (
            <Th key={name}>{label}</Th>
          ))}
          <Th>Reported as</Th>
          <Th className="hidden xl:table-cell">Queue</Th>
          <Th>Region</Th>
          <Th className="text-right">Reports</Th>
          <Th className="hidden text-right min-[1440px]:table-cell">Messages</Th>
          <Th className="text-right">Age</Th>
          <Th>State</Th>
          <Th>Case</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr
            key={row.id}
            data-selected={row.id === selected}
            className="cursor-pointer"
            onClick={() => router.push(`/cases/${row.id}`)}
          >
            <Td>
              <Priority value={row.priority} />
            </Td>
            <Td className="whitespace-nowrap">
              <Due at={row.stage === 'decided' || row.stage === 'acted' ? null : row.dueAt} now={now} />
            </Td>
            {registry.map(({ name }) => (
              <Td key={name} className="whitespace-nowrap">
                <Score score={row.scores.find((score) => score.classifier === name)} />
              </Td>
            ))}
            <Td className="max-w-40 truncate">{plain(row.reason)}</Td>
            <Td className="hidden text-ink-2 xl:table-cell">{queueName(row.queue)}</Td>
            <Td className="text-ink-2">{row.region}</Td>
            <Td className={cn('text-right', row.reports > 1 ? 'font-medium' : 'text-ink-2')}>
              {row.reports}
            </Td>
            <Td className="hidden text-right text-ink-2 min-[1440px]:table-cell">{row.messages}</Td>
            <Td className="whitespace-nowrap text-right text-ink-2">
              <Age since={row.openedAt} now={now} />
            </Td>
            <Td className="max-w-44 truncate">
              <State row={row} me={me} claiming={claiming === row.id} />
            </Td>
            <Td>
              <Link
                href={`/cases/${row.id}`}
                data-case={row.id}
                prefetch={false}
                aria-label={`Case ${shortId(row.id)}, priority ${row.priority}, ${plain(row.reason)}`}
                onFocus={() => onSelect(row.id)}
                onClick={(event) => event.stopPropagation()}
                className="font-mono text-accent text-xs"
              >
                {shortId(row.id)}
              </Link>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}

function Priority({ value }: { value: number }) {
  const tone = value >= 85 ? 'bg-danger' : value >= 60 ? 'bg-warn' : 'bg-line-strong'
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className={cn('h-3.5 w-[3px] rounded-full', tone)} />
      <span className="font-medium">{value}</span>
    </span>
  )
}

function State({ row, me, claiming }: { row: QueueRow; me: string; claiming: boolean }) {
  if (claiming) return <span className="text-accent">Claiming…</span>
  if (row.stage === 'claimed' && row.holder)
    return (
      <span className={row.holder.id === me ? 'font-medium text-accent' : 'text-ink-2'}>
        {row.holder.id === me ? 'You' : row.holder.name}
        {row.leaseUntil ? <span className="text-ink-3"> until {clock(row.leaseUntil)}</span> : null}
      </span>
    )
  return <span className="text-ink-2">{STAGE_WORDS[row.stage]}</span>
}
