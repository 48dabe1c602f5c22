'use client'

import { CircleHelp, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Kbd } from '#components/ui/kbd'
import { Tooltip } from '#components/ui/tooltip'
import { type Actor, permissionsOf } from '#domain/permission'
import { HelpDialog } from './help-dialog'
import { KeyChip } from './key-chip'
import { type LiveStatus, useLiveStatus } from './live'
import { useShortcuts } from './shortcuts'
import { UserMenu } from './user-menu'

export function TopBar({ actor }: { actor: Actor }) {
  const [help, setHelp] = useState(false)
  const maySearch = permissionsOf(actor.roles).has('case:read')
  useShortcuts([{ keys: '?', label: 'This list', group: 'Everywhere', run: () => setHelp(true) }])
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-line border-b bg-canvas px-3">
      {maySearch ? <SearchBox /> : null}
      <div className="flex-1" />
      <LiveDot />
      <KeyChip />
      <Tooltip content="Keyboard shortcuts">
        <Button variant="ghost" size="icon" aria-label="Keyboard shortcuts" onClick={() => setHelp(true)}>
          <CircleHelp aria-hidden />
        </Button>
      </Tooltip>
      <UserMenu actor={actor} />
      <HelpDialog open={help} onOpenChange={setHelp} />
    </div>
  )
}

/** Finds by id. Ids may stand in an address; what was said is never searched, because nothing here knows it. */
function SearchBox() {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: '/', label: 'Search by id', group: 'Everywhere', run: () => input.current?.focus() }])
  function submit(event: FormEvent) {
    event.preventDefault()
    const id = input.current?.value.trim()
    if (id) router.push(`/search?q=${encodeURIComponent(id)}`)
  }
  return (
    <search className="relative w-[min(420px,40vw)]">
      <form onSubmit={submit}>
        <Search aria-hidden className="absolute top-[7px] left-2 size-3.5 text-ink-3" />
        <input
          ref={input}
          name="q"
          autoComplete="off"
          spellCheck={false}
          aria-label="Search by case, report, account, message or conversation id"
          placeholder="Case, report, account, message or conversation id"
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="h-7 w-full rounded-md border border-line bg-surface pr-8 pl-7 text-sm placeholder:text-ink-3"
        />
        <Kbd keys="/" className="pointer-events-none absolute top-[5px] right-1.5" />
      </form>
    </search>
  )
}

const LIVE: Record<LiveStatus, { label: string; hint: string; dot: string }> = {
  live: { label: 'Live', hint: 'Changes appear by themselves', dot: 'bg-ok' },
  polling: { label: 'Polling', hint: 'The live stream is down: asking every five seconds', dot: 'bg-warn' },
  offline: { label: 'Offline', hint: 'This browser has no network', dot: 'bg-danger' },
}

function LiveDot() {
  const { label, hint, dot } = LIVE[useLiveStatus()]
  return (
    <Tooltip content={hint}>
      <span role="status" className="flex items-center gap-1.5 px-1.5 text-ink-3 text-xs">
        <span aria-hidden className={cn('size-1.5 rounded-full', dot)} />
        {label}
      </span>
    </Tooltip>
  )
}
