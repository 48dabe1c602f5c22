'use client'

import { cn } from '#components/ui/class-names'
import { Select } from '#components/ui/select'
import { QUEUE_STATES, type QueueFilter } from '#domain/queue-view'
import { QUEUES } from '#domain/rule'

type FilterProps = {
  filter: QueueFilter
  regions: readonly string[]
  open: Record<string, number> | undefined
  onChange: (change: Partial<Record<keyof QueueFilter, string>>) => void
}

/** Queues as tabs with how many are open in each; region and state as lists. */
export function QueueFilters({ filter, regions, open, onChange }: FilterProps) {
  const all = open ? Object.values(open).reduce((sum, n) => sum + n, 0) : undefined
  const tabs = [
    { id: 'all', name: 'All', count: all },
    ...Object.entries(QUEUES).map(([id, { name }]) => ({
      id,
      name,
      count: open ? (open[id] ?? 0) : undefined,
    })),
  ]
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b px-2">
      <fieldset className="flex items-center gap-0.5">
        <legend className="sr-only">Queue</legend>
        {tabs.map(({ id, name, count }) => {
          const chosen = (filter.queue ?? 'all') === id
          return (
            <button
              key={id}
              type="button"
              aria-pressed={chosen}
              onClick={() => onChange({ queue: id })}
              className={cn(
                'flex h-7 items-center gap-1.5 rounded-md px-2 text-ink-2 text-sm hover:bg-hover',
                chosen && 'bg-selected font-medium text-ink',
              )}
            >
              {name}
              <span className="tabular min-w-4 text-right font-normal text-ink-3 text-xs">
                {count ?? ' '}
              </span>
            </button>
          )
        })}
      </fieldset>
      <div className="flex-1" />
      <Select
        label="State"
        prefix
        value={filter.state}
        onChange={(state) => onChange({ state })}
        options={Object.entries(QUEUE_STATES).map(([value, label]) => ({ value, label }))}
      />
      <Select
        label="Region"
        prefix
        value={filter.region ?? 'all'}
        onChange={(region) => onChange({ region })}
        options={[{ value: 'all', label: 'All' }, ...regions.map((r) => ({ value: r, label: r }))]}
      />
    </div>
  )
}
