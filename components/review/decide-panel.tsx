'use client'

import { type Ref, useRef, useState } from 'react'
import { ReaderFrame, type ReaderLink, useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { useShortcutRegistry, useShortcuts } from '#components/shell/shortcuts'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { Kbd } from '#components/ui/kbd'
import { Select } from '#components/ui/select'
import type { CaseView } from '#domain/case-view'
import { ACTIONS, type ActionCode, decisionProblem, POLICIES, type PolicyCode } from '#domain/decision'
import type { FromReader } from '#domain/reader-protocol'
import { useDecide } from './use-decide'

const POLICY_OPTIONS = Object.entries(POLICIES).map(([value, { name, hint }]) => ({
  value,
  label: name,
  hint,
}))
const ACTION_OPTIONS = Object.entries(ACTIONS).map(([value, { name, hint }]) => ({
  value,
  label: name,
  hint,
}))

type DecideProps = {
  view: CaseView
  /** How many reports the reader was told to open: what the person decides on. */
  acknowledged: number
  /** Why deciding must wait, if it must. */
  blocked: string | undefined
  onDecided: () => void
}

/** Policy, action and a rationale that is typed and sealed in the reader: this page learns only how long it is. */
export function DecidePanel({ view, acknowledged, blocked, onDecided }: DecideProps) {
  const [policy, setPolicy] = useState<PolicyCode | ''>('')
  const [action, setAction] = useState<ActionCode | ''>('')
  const [sizeChars, setSizeChars] = useState(0)
  const [height, setHeight] = useState(132)
  const panel = useRef<HTMLElement>(null)
  const rationale = useRationale((message) => {
    if (message.type === 'rationale') setSizeChars(message.sizeChars)
    if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 96), 320))
  })
  const { decide, busy, problem } = useDecide({ view, rationale, acknowledged, onDecided })

  const missing =
    blocked ??
    (policy === '' || action === ''
      ? 'Choose policy and action.'
      : (decisionProblem(policy, action) ?? (sizeChars === 0 ? 'Write a rationale.' : undefined)))
  const ready = missing === undefined && !busy

  function choosePolicy(next: PolicyCode) {
    setPolicy(next)
    if (next === 'none') setAction('no_action')
  }
  function submit() {
    if (ready) void decide(policy as PolicyCode, action as ActionCode)
  }
  const openList = (name: string) =>
    panel.current?.querySelector<HTMLElement>(`[data-field="${name}"] button`)?.click()
  useShortcuts([
    { keys: 'p', label: 'Choose the policy', group: 'Decide', run: () => openList('policy') },
    { keys: 'a', label: 'Choose the action', group: 'Decide', run: () => openList('action') },
    { keys: 'r', label: 'Write the rationale', group: 'Decide', run: () => focusRationale(rationale) },
    { keys: 'mod+enter', label: 'Decide', group: 'Decide', run: submit },
  ])

  return (
    <section
      ref={panel as Ref<HTMLElement>}
      aria-label="Decision"
      className="shrink-0 border-line border-t bg-surface"
    >
      <div className="grid gap-2 px-4 pt-3 pb-1">
        <Row name="policy" label="Policy" keys="p">
          <Select
            label="Policy"
            placeholder="Which policy is broken?"
            value={policy}
            onChange={(value) => choosePolicy(value as PolicyCode)}
            options={POLICY_OPTIONS}
            className="h-8 w-full text-sm"
          />
        </Row>
        <Row name="action" label="Action" keys="a">
          <Select
            label="Action"
            placeholder="What should follow?"
            value={action}
            onChange={(value) => setAction(value as ActionCode)}
            options={ACTION_OPTIONS}
            className="h-8 w-full text-sm"
          />
        </Row>
      </div>
      <div style={{ height }} className="px-4">
        {rationale.status === 'unreachable' ? (
          <p role="alert" className="py-3 text-danger">
            The reader cannot be reached, so no rationale can be sealed.{' '}
            <button type="button" className="underline" onClick={rationale.retry}>
              Try again
            </button>
          </p>
        ) : null}
        <ReaderFrame
          link={rationale}
          title="Rationale"
          className={rationale.status === 'unreachable' ? 'hidden' : 'size-full'}
        />
      </div>
      <div className="flex min-h-11 items-center gap-3 px-4 pb-2">
        <p role="status" className={problem ? 'flex-1 text-danger' : 'flex-1 text-ink-2'}>
          {problem ?? missing}
        </p>
        <Button variant="primary" size="md" disabled={!ready} onClick={submit}>
          {busy ? 'Deciding…' : 'Decide'}
          <Kbd
            keys="mod+enter"
            className="ml-0.5 [&_kbd]:border-transparent [&_kbd]:bg-[rgb(255_255_255/18%)] [&_kbd]:text-current"
          />
        </Button>
      </div>
    </section>
  )
}

function useRationale(onMessage: (message: FromReader) => void): ReaderLink {
  const { origin, personId } = useAgent()
  const { shown } = useTheme()
  const { stroke } = useShortcutRegistry()
  return useReaderFrame({
    ...{ mode: 'rationale', origin, personId, theme: shown },
    onMessage: (message) => {
      if (message.type === 'shortcut')
        stroke({ key: message.key, shift: message.shift, mod: message.mod ?? false })
      onMessage(message)
    },
  })
}

function focusRationale(link: ReaderLink) {
  link.focus()
  link.send({ type: 'focus', target: 'rationale' })
}

function Row({
  name,
  label,
  keys,
  children,
}: {
  name: string
  label: string
  keys: string
  children: React.ReactNode
}) {
  return (
    <div data-field={name} className="grid grid-cols-[64px_1fr] items-center">
      <span aria-hidden className="flex items-center gap-1.5 text-ink-2 text-xs">
        {label} <Kbd keys={keys} />
      </span>
      {children}
    </div>
  )
}
