'use client'

import { Cpu } from 'lucide-react'
import { Fragment, useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { EntryRow, RowToggle } from './entry-row'
import { countMessages } from './entry-words'
import type { AuditLine } from './fold-rows'
import { dayOf, timeOf } from './instants'
import { messagesOf } from './row-entry'

type LedgerTableProps = {
  lines: readonly AuditLine[]
  names: Record<string, string>
  more: boolean
  loadingMore: boolean
  failed: boolean
  onMore: () => void
  onCase: (caseId: string) => void
  onPerson: (personId: string) => void
}
const COLUMNS = 4

export function LedgerTable({
  lines,
  names,
  more,
  loadingMore,
  failed,
  onMore,
  onCase,
  onPerson,
}: LedgerTableProps) {
  let day = ''
  return (
    <>
      <Table aria-label="Ledger entries, newest first">
        <thead>
          <tr>
            <Th className="w-24">Time</Th>
            <Th className="w-48">Who</Th>
            <Th>What</Th>
            <Th className="w-24 text-right">Entry</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const first = line.type === 'machines' ? line.rows[0]!.row : line.row
            const heading = dayOf(first.at)
            const newDay = heading !== day
            day = heading
            return (
              <Fragment key={line.type === 'machines' ? line.key : first.index}>
                {newDay ? (
                  <tr>
                    <th
                      scope="colgroup"
                      colSpan={COLUMNS}
                      className="sticky top-8 h-7 border-line border-b bg-sunken px-4 text-left font-medium text-ink-2 text-xs"
                    >
                      {heading}
                    </th>
                  </tr>
                ) : null}
                {line.type === 'machines' ? (
                  <MachineRows rows={line.rows} names={names} onCase={onCase} onPerson={onPerson} />
                ) : (
                  <EntryRow
                    row={line.row}
                    words={line.type === 'entry' ? line.words : undefined}
                    names={names}
                    onCase={onCase}
                    onPerson={onPerson}
                  />
                )}
              </Fragment>
            )
          })}
        </tbody>
      </Table>
      <More more={more} loading={loadingMore} failed={failed} onMore={onMore} />
    </>
  )
}

/** A run of machine entries as one line; opened, it shows each of them. */
function MachineRows({
  rows,
  names,
  onCase,
  onPerson,
}: Pick<LedgerTableProps, 'names' | 'onCase' | 'onPerson'> & {
  rows: Extract<AuditLine, { type: 'machines' }>['rows']
}) {
  const [open, setOpen] = useState(false)
  const newest = rows[0]!.row
  const oldest = rows.at(-1)!.row
  if (rows.length === 1)
    return <EntryRow row={newest} words={rows[0]!.words} names={names} onCase={onCase} onPerson={onPerson} />
  const count = rows.reduce((sum, { row }) => sum + countMessages(messagesOf(row)), 0)
  return (
    <>
      <Tr className="text-ink-2">
        <Td className="tabular whitespace-nowrap">{timeOf(newest.at)}</Td>
        <Td>
          <span className="flex items-center gap-1.5">
            <Cpu aria-hidden className="size-3.5 text-ink-3" />
            Classifiers
          </span>
        </Td>
        <Td>
          <RowToggle
            open={open}
            onToggle={() => setOpen(!open)}
            label={`${rows.length} entries by machines${count ? `, ${count.toLocaleString('en')} messages scored` : ''}, since ${timeOf(oldest.at)}`}
          />
        </Td>
        <Td className="tabular text-right text-ink-3 text-xs">
          {oldest.index}–{newest.index}
        </Td>
      </Tr>
      {open
        ? rows.map(({ row, words }) => (
            <EntryRow
              key={row.index}
              row={row}
              words={words}
              names={names}
              onCase={onCase}
              onPerson={onPerson}
              inset
            />
          ))
        : null}
    </>
  )
}

/** Reads on when it comes into view; the button is for the keyboard and for after a failure. */
function More({
  more,
  loading,
  failed,
  onMore,
}: {
  more: boolean
  loading: boolean
  failed: boolean
  onMore: () => void
}) {
  const end = useRef<HTMLDivElement>(null)
  const ask = useRef(onMore)
  useEffect(() => {
    ask.current = onMore
  }, [onMore])
  useEffect(() => {
    const element = end.current
    if (!element || !more || loading || failed) return
    const observer = new IntersectionObserver((seen) => seen[0]?.isIntersecting && ask.current(), {
      rootMargin: '400px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [more, loading, failed])
  return (
    <div ref={end} className="flex h-14 items-center justify-center gap-2 text-ink-3 text-xs">
      {failed ? <span className="text-danger">Older entries could not be read.</span> : null}
      {more ? (
        <Button onClick={onMore} disabled={loading}>
          {loading ? 'Reading older entries…' : failed ? 'Try again' : 'Older entries'}
        </Button>
      ) : (
        'This is the beginning of what the filters let through.'
      )}
    </div>
  )
}
