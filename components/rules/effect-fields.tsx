'use client'

import { useId, useState } from 'react'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { Select } from '#components/ui/select'
import { QUEUES, type QueueId, type RuleEffect } from '#domain/rule'

const UNITS = [
  { value: '1', label: 'minutes' },
  { value: '60', label: 'hours' },
  { value: '1440', label: 'days' },
]

function unitOf(minutes: number): string {
  return UNITS.findLast(({ value }) => minutes > 0 && minutes % Number(value) === 0)?.value ?? '1'
}

export function EffectFields({
  effect,
  onChange,
}: {
  effect: RuleEffect
  onChange: (effect: RuleEffect) => void
}) {
  const [unit, setUnit] = useState(() => unitOf(effect.dueMinutes))
  const dueId = useId()
  const amount = effect.dueMinutes / Number(unit)
  const queues = Object.entries(QUEUES).map(([value, { name, hint }]) => ({ value, label: name, hint }))
  return (
    <fieldset className="flex flex-wrap items-start gap-4">
      <legend className="sr-only">Effect</legend>
      <Field label="Queue" hint="The highest priority brings it">
        {(ids) => (
          <Select
            id={ids.id}
            label="Queue"
            className="h-8 w-44 border-line-strong"
            value={effect.queue}
            onChange={(queue) => onChange({ ...effect, queue: queue as QueueId })}
            options={queues}
          />
        )}
      </Field>
      <Field label="Priority" hint="0 to 100, higher is sooner">
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={0}
            max={100}
            className="w-32"
            value={Number.isNaN(effect.priority) ? '' : effect.priority}
            onChange={(event) => onChange({ ...effect, priority: wholeOf(event.target.value) })}
          />
        )}
      </Field>
      <div className="grid gap-1">
        <label htmlFor={dueId} className="text-ink-2 text-xs">
          Due in
        </label>
        <div className="flex gap-1">
          <Input
            id={dueId}
            type="number"
            min={1}
            className="w-24"
            value={Number.isNaN(amount) ? '' : amount}
            onChange={(event) =>
              onChange({ ...effect, dueMinutes: wholeOf(event.target.value) * Number(unit) })
            }
          />
          <Select
            label="Unit of the due time"
            className="h-8 w-24 border-line-strong"
            value={unit}
            onChange={(next) => {
              onChange({ ...effect, dueMinutes: Math.round(amount * Number(next)) })
              setUnit(next)
            }}
            options={UNITS}
          />
        </div>
        <p className="text-ink-3 text-xs">5 minutes to 30 days</p>
      </div>
    </fieldset>
  )
}

/** −1 for what is no whole number: outside of every limit, so that the form says so. */
function wholeOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : -1
}
