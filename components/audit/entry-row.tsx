'use client'

import { ChevronRight, Cpu, ListFilter, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cn } from '#components/ui/class-names'
import { Td, Tr } from '#components/ui/table'
import type { LedgerRow } from '#domain/key-request'
import { shortId } from '#domain/queue-view'
import { EntryDetail } from './entry-detail'
import { type EntryWords, isMachine } from './entry-words'
import { timeOf } from './instants'

/** Opens and closes what stands below a row. The keyboard moves from toggle to toggle. */
export function RowToggle({
  open,
  onToggle,
  label,
}: {
  open: boolean
  onToggle: () => void
  label: ReactNode
}) {
  return (
    <button
      type="button"
      data-row
      aria-expanded={open}
      onClick={onToggle}
      className="-mx-1 flex max-w-full items-center gap-1.5 rounded-sm px-1 text-left"
    >
      <ChevronRight
        aria-hidden
        className={cn('size-3.5 shrink-0 text-ink-3 transition-transform', open && 'rotate-90')}
      />
      <span className="min-w-0">{label}</span>
    </button>
  )
}

const TONES: Record<EntryWords['tone'], string> = {
  access: 'text-ink',
  change: 'text-ink',
  denied: 'text-danger',
  routine: 'text-ink-2',
}

/** One entry in words; below it, on demand, its exact bytes. Without words it is an entry that cannot be read. */
export function EntryRow({
  row,
  words,
  names,
  onCase,
  onPerson,
  inset,
}: {
  row: LedgerRow
  words: EntryWords | undefined
  names: Record<string, string>
  onCase: (caseId: string) => void
  onPerson: (personId: string) => void
  inset?: boolean
}) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Tr className={cn('group', open && 'bg-hover')}>
        <Td className="tabular whitespace-nowrap text-ink-2">{timeOf(row.at)}</Td>
        <Td>
          <Actor who={words?.actor ?? row.personId} names={names} onPerson={onPerson} />
        </Td>
        <Td className={cn(words && TONES[words.tone], inset && 'pl-6')}>
          <div className="flex items-center gap-2">
            <RowToggle
              open={open}
              onToggle={() => setOpen(!open)}
              label={
                words ? (
                  words.text.replace('{case}', words.caseId ? `case ${shortId(words.caseId)}` : 'a case')
                ) : (
                  <span className="flex items-center gap-1.5 text-danger">
                    <TriangleAlert aria-hidden className="size-3.5" />
                    An entry of kind {row.kind} that this page cannot read
                  </span>
                )
              }
            />
            {words?.caseId ? (
              <button
                type="button"
                aria-label={`Only case ${shortId(words.caseId)}`}
                title="Only this case"
                className="grid size-5 shrink-0 place-items-center rounded-sm text-ink-3 opacity-0 hover:text-ink focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100"
                onClick={() => onCase(words.caseId!)}
              >
                <ListFilter aria-hidden className="size-3.5" />
              </button>
            ) : null}
          </div>
        </Td>
        <Td className="tabular text-right text-ink-3 text-xs">{row.index}</Td>
      </Tr>
      {open ? (
        <tr>
          <td colSpan={4} className="border-line border-b bg-sunken px-4 py-3">
            <EntryDetail row={row} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

function Actor({
  who,
  names,
  onPerson,
}: {
  who: string | undefined
  names: Record<string, string>
  onPerson: (personId: string) => void
}) {
  if (who === undefined) return <span className="text-ink-3">Key service</span>
  if (who === 'setup') return <span className="text-ink-2">Setup on the host</span>
  if (isMachine(who))
    return (
      <span className="flex items-center gap-1.5 text-ink-2">
        <Cpu aria-hidden className="size-3.5 text-ink-3" />
        {who.slice('worker:'.length)}
      </span>
    )
  const name = names[who]
  if (!name)
    return (
      <span
        className="text-ink-2"
        title="A pseudonym without a name: the person was deleted or is unknown here."
      >
        <span className="font-mono text-xs">{who.slice(0, 10)}…</span>
      </span>
    )
  return (
    <button
      type="button"
      className="max-w-full truncate rounded-sm font-medium hover:underline"
      title={`Show only ${name}`}
      onClick={() => onPerson(who)}
    >
      {name}
    </button>
  )
}
