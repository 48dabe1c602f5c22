'use client'

import { Lock, LockOpen, Unplug } from 'lucide-react'
import { Button } from '#components/ui/button'
import { Tooltip } from '#components/ui/tooltip'
import { useAgent } from './agent'
import { useShortcuts } from './shortcuts'

/** Whether this person can sign and read right now. A click shows the reader's own panel. */
export function KeyChip() {
  const { status, locked, expiresAt, panelOpen, setPanelOpen } = useAgent()
  const toggle = () => setPanelOpen(!panelOpen)
  useShortcuts([{ keys: 'shift+k', label: 'Reading key', group: 'Everywhere', run: toggle }])
  const gone = status === 'unreachable'
  const Icon = gone ? Unplug : locked ? Lock : LockOpen
  const word = gone ? 'unreachable' : status === 'loading' ? 'loading' : locked ? 'locked' : 'unlocked'
  const until = expiresAt
    ? `Until ${new Date(expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`
    : 'Made in the reader, never seen by this page'
  return (
    <Tooltip content={gone ? 'The reader cannot be reached' : until}>
      <Button
        variant="ghost"
        onClick={toggle}
        aria-expanded={panelOpen}
        aria-controls="agent-panel"
        className={gone ? 'text-danger' : locked ? undefined : 'text-ok'}
      >
        <Icon aria-hidden />
        Reading key: {word}
      </Button>
    </Tooltip>
  )
}
