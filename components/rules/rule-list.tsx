'use client'

import { ArrowDown, ArrowUp, CircleAlert, CopyPlus, Plus, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Kbd } from '#components/ui/kbd'
import { Switch } from '#components/ui/switch'
import { Tooltip } from '#components/ui/tooltip'
import type { Rule, RuleSet } from '#domain/rule'
import { effectWords } from './effect-words'

type ListActions = {
  select: (id: string) => void
  add: () => void
  duplicate: (id: string) => void
  remove: (id: string) => void
  move: (id: string, by: -1 | 1) => void
  enable: (id: string, enabled: boolean) => void
}

/** The draft's rules in order. Arrow keys choose, Alt with an arrow key moves the chosen rule. */
export function RuleList({
  set,
  selected,
  wrong,
  actions,
}: {
  set: RuleSet
  selected: string
  wrong: ReadonlySet<string>
  actions: ListActions
}) {
  const list = useRef<HTMLUListElement>(null)
  const at = set.rules.findIndex((rule) => rule.id === selected)
  const rule = set.rules[at]
  const ids = [...set.rules.map((one) => one.id), 'otherwise']

  // The focus goes along when the keyboard chooses or moves, and stays where it is for the mouse.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-rule="${selected}"]`)
    if (list.current?.contains(document.activeElement)) chosen?.focus()
    chosen?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  function onKeyDown(event: KeyboardEvent) {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
    if (by === undefined || !(event.target as HTMLElement).dataset.rule) return
    event.preventDefault()
    if (event.altKey) actions.move(selected, by)
    else {
      const next = ids[Math.min(Math.max(ids.indexOf(selected) + by, 0), ids.length - 1)]!
      actions.select(next)
    }
  }

  return (
    <section aria-label="Rules of the draft" className="flex min-h-0 flex-col">
      <div className="flex h-[33px] items-center gap-1 border-line border-b px-3">
        <Button variant="ghost" onClick={actions.add}>
          <Plus aria-hidden />
          Add <Kbd keys="n" />
        </Button>
        <span className="flex-1" />
        <Tool
          label="Move up (Alt ↑)"
          icon={ArrowUp}
          disabled={at < 1}
          run={() => actions.move(selected, -1)}
        />
        <Tool
          label="Move down (Alt ↓)"
          icon={ArrowDown}
          disabled={at < 0 || at === set.rules.length - 1}
          run={() => actions.move(selected, 1)}
        />
        <Tool label="Duplicate" icon={CopyPlus} disabled={!rule} run={() => actions.duplicate(selected)} />
        <Tool label="Delete" icon={Trash2} disabled={!rule} run={() => actions.remove(selected)} />
      </div>
      <ul ref={list} onKeyDown={onKeyDown} className="min-h-0 flex-1 overflow-auto">
        {set.rules.map((one, index) => (
          <RuleItem
            key={one.id}
            rule={one}
            place={index + 1}
            chosen={one.id === selected}
            wrong={wrong.has(one.id)}
            actions={actions}
          />
        ))}
        <li
          className={cn('border-line border-b', selected === 'otherwise' ? 'bg-selected' : 'hover:bg-hover')}
        >
          <button
            type="button"
            data-rule="otherwise"
            aria-current={selected === 'otherwise' || undefined}
            tabIndex={selected === 'otherwise' ? 0 : -1}
            onClick={() => actions.select('otherwise')}
            className="grid w-full gap-0.5 py-1.5 pr-4 pl-12 text-left"
          >
            <span className="flex items-center gap-1.5 font-medium">
              Otherwise
              {wrong.has('otherwise') ? <Wrong /> : null}
            </span>
            <span className="text-ink-3 text-xs">{effectWords(set.otherwise)}</span>
          </button>
        </li>
      </ul>
    </section>
  )
}

function RuleItem({
  rule,
  place,
  chosen,
  wrong,
  actions,
}: {
  rule: Rule
  place: number
  chosen: boolean
  wrong: boolean
  actions: ListActions
}) {
  return (
    <li
      className={cn('flex items-center border-line border-b pr-4', chosen ? 'bg-selected' : 'hover:bg-hover')}
    >
      <button
        type="button"
        data-rule={rule.id}
        aria-current={chosen || undefined}
        tabIndex={chosen ? 0 : -1}
        onClick={() => actions.select(rule.id)}
        className="flex min-w-0 flex-1 gap-3 py-1.5 pl-4 text-left"
      >
        <span className="tabular w-5 shrink-0 text-right text-ink-3">{place}</span>
        <span className="grid min-w-0 gap-0.5">
          <span className={cn('flex items-center gap-1.5', rule.enabled ? 'font-medium' : 'text-ink-3')}>
            <span className="truncate">{rule.name || 'No name yet'}</span>
            {wrong ? <Wrong /> : null}
          </span>
          <span className="truncate text-ink-3 text-xs">{effectWords(rule.effect)}</span>
        </span>
      </button>
      <Switch
        aria-label={`${rule.name || 'This rule'} is on`}
        checked={rule.enabled}
        onCheckedChange={(enabled) => actions.enable(rule.id, enabled)}
      />
    </li>
  )
}

function Wrong() {
  return <CircleAlert role="img" aria-label="has a mistake" className="size-3.5 shrink-0 text-danger" />
}

function Tool({
  label,
  icon: Icon,
  disabled,
  run,
}: {
  label: string
  icon: typeof ArrowUp
  disabled: boolean
  run: () => void
}) {
  return (
    <Tooltip content={label}>
      <Button variant="ghost" size="icon" aria-label={label} disabled={disabled} onClick={run}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  )
}
