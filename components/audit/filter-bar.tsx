'use client'

import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Input } from '#components/ui/input'
import { Select } from '#components/ui/select'
import { Switch } from '#components/ui/switch'
import { PURPOSES } from '#domain/ledger-entry'
import { KIND_WORDS, PURPOSE_WORDS } from './entry-words'
import { countFilters, type LedgerFilter, RANGE_WORDS, RANGES } from './ledger-filter'

export type PersonOption = { id: string; name: string; active: boolean }

/** Each change asks the ledger anew, so text fields wait until the person presses Enter or leaves them. */
export function FilterBar({
  filter,
  people,
  onChange,
}: {
  filter: LedgerFilter
  people: readonly PersonOption[]
  onChange: (filter: LedgerFilter) => void
}) {
  const machines = useId()
  const set = (change: Record<string, string | boolean | undefined>) => {
    const next = Object.entries({ ...filter, ...change }).filter(
      ([, value]) => value !== undefined && value !== '',
    )
    onChange(Object.fromEntries(next) as LedgerFilter)
  }
  const choose = (name: string) => (value: string) => set({ [name]: value === 'all' ? undefined : value })
  return (
    <search className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b bg-surface px-4 py-1.5">
      <Select
        label="Person"
        prefix
        value={filter.person ?? 'all'}
        onChange={choose('person')}
        options={[
          { value: 'all', label: 'Anyone' },
          ...people.map(({ id, name, active }) => ({
            value: id,
            label: active ? name : `${name} (deactivated)`,
          })),
        ]}
      />
      <Select
        label="What"
        prefix
        value={filter.kind ?? 'all'}
        onChange={choose('kind')}
        options={[
          { value: 'all', label: 'Everything' },
          ...Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label })),
        ]}
      />
      <Select
        label="Purpose"
        prefix
        value={filter.purpose ?? 'all'}
        onChange={choose('purpose')}
        options={[
          { value: 'all', label: 'Any' },
          ...PURPOSES.map((value) => ({ value, label: capital(PURPOSE_WORDS[value]) })),
        ]}
      />
      <Select
        label="When"
        prefix
        value={filter.range}
        onChange={(range) => set({ range, ...(range === 'days' ? {} : { from: undefined, to: undefined }) })}
        options={RANGES.map((value) => ({ value, label: RANGE_WORDS[value] }))}
      />
      {filter.range === 'days' ? (
        <>
          <DayField label="From day" value={filter.from} onChange={(from) => set({ from })} />
          <DayField label="To day" value={filter.to} onChange={(to) => set({ to })} />
        </>
      ) : null}
      <TextField
        label="Case id"
        value={filter.caseId}
        pattern={/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/}
        onChange={(caseId) => set({ caseId })}
        className="w-[300px] font-mono"
      />
      <TextField
        label="Account id"
        value={filter.subject}
        onChange={(subject) => set({ subject })}
        className="w-36"
      />
      <span className="flex items-center gap-1.5">
        <Switch id={machines} checked={filter.machines} onCheckedChange={(on) => set({ machines: on })} />
        <label htmlFor={machines} className="text-ink-2 text-xs">
          Machines
        </label>
      </span>
      {countFilters(filter) > 0 ? (
        <Button variant="ghost" onClick={() => onChange({ range: 'all', machines: filter.machines })}>
          <X aria-hidden />
          Clear
        </Button>
      ) : null}
    </search>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function DayField(props: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  return (
    <Input
      type="date"
      aria-label={props.label}
      className="h-7 w-32 text-xs"
      value={props.value ?? ''}
      onChange={(event) => props.onChange(event.target.value)}
    />
  )
}

function TextField({
  label,
  value,
  onChange,
  pattern,
  className,
}: {
  label: string
  value: string | undefined
  onChange: (value: string) => void
  pattern?: RegExp
  className?: string
}) {
  const [text, setText] = useState(value ?? '')
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => setText(value ?? ''), [value])
  const wrong = text !== '' && pattern !== undefined && !pattern.test(text)
  function commit() {
    if (!wrong && text !== (value ?? '')) onChange(text)
  }
  return (
    <Input
      ref={input}
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      spellCheck={false}
      className={cn('h-7 text-xs', className)}
      value={text}
      maxLength={200}
      aria-invalid={wrong || undefined}
      title={wrong ? 'This is not a whole case id.' : undefined}
      onChange={(event) => setText(event.target.value.trim())}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  )
}
