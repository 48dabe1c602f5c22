'use client'

import { KeyRound, X } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { ReaderFrame, type ReaderStatus, useReaderFrame } from '#components/reader/reader-bridge'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import type { SignedRequest } from '#domain/key-request'
import { type FromReader, isConfirmed, type SignableRequest } from '#domain/reader-protocol'
import { ReaderError } from './api'
import { useReachable } from './reach-panel'
import { useShortcutRegistry } from './shortcuts'
import { useTheme } from './theme'

export type Agent = {
  origin: string
  personId: string
  status: ReaderStatus
  /** True until the frame has said that a session key is registered. */
  locked: boolean
  /** Milliseconds since 1970. */
  expiresAt: number | undefined
  panelOpen: boolean
  setPanelOpen: (open: boolean) => void
  /** Signs with the reading key; asks for it first when it is locked. @throws ReaderError */
  sign: (request: SignableRequest) => Promise<SignedRequest>
  /** Resolves when the key is unlocked, at once if it is. @throws ReaderError when the panel is closed instead. */
  unlock: () => Promise<void>
  lock: () => void
  retry: () => void
}

const AgentContext = createContext<Agent | null>(null)

/** The reading key, held by the reader's frame in the shell. This page can ask it to sign, never see it. */
export function useAgent(): Agent {
  const agent = useContext(AgentContext)
  if (!agent) throw new Error('the agent is used outside its provider')
  return agent
}

/** How long a question inside the reader's frame may wait for its person. */
const QUESTION_MS = 5 * 60_000

type Waiting = { resolve: () => void; reject: (error: Error) => void }
type Held = { locked: boolean; expiresAt?: number | undefined }

export function AgentProvider({
  origin,
  personId,
  children,
}: {
  origin: string
  personId: string
  children: ReactNode
}) {
  const { shown } = useTheme()
  const { stroke } = useShortcutRegistry()
  const [held, setHeld] = useState<Held>({ locked: true })
  const [panelOpen, setOpen] = useState(false)
  const [height, setHeight] = useState(220)
  const locked = useRef(true)
  const waiting = useRef<Waiting[]>([])
  /** The reader shows something that a person must look at. */
  const wanted = useRef(false)

  function onMessage(message: FromReader) {
    if (message.type === 'state') {
      locked.current = message.locked
      setHeld({ locked: message.locked, expiresAt: message.expiresAt })
      if (message.locked) return
      for (const waiter of waiting.current.splice(0)) waiter.resolve()
      leavePanel()
      setOpen(false)
    }
    if (message.type === 'attention') {
      wanted.current = message.wanted
      if (!message.wanted) leavePanel()
      setOpen(message.wanted)
    }
    if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 80), 520))
    if (message.type === 'shortcut') {
      if (message.key === 'Escape') setPanelOpen(false)
      else stroke({ key: message.key, shift: message.shift, mod: message.mod ?? false })
    }
  }
  const link = useReaderFrame({ mode: 'agent', origin, personId, theme: shown, onMessage })

  const { ask, send, retry, status } = link
  const setPanelOpen = useCallback(
    (open: boolean) => {
      setOpen(open)
      if (open) return
      leavePanel()
      // Whoever closes the panel has said no to what it asks.
      if (wanted.current) send({ type: 'close' })
      for (const waiter of waiting.current.splice(0))
        waiter.reject(new ReaderError('cancelled', 'The reading key stayed locked. Nothing was sent.'))
    },
    [send],
  )

  const unlock = useCallback(async () => {
    if (status === 'unreachable')
      throw new ReaderError('unreachable', 'The reader cannot be reached. Nothing was sent.')
    if (!locked.current) return
    setOpen(true)
    await new Promise<void>((resolve, reject) => waiting.current.push({ resolve, reject }))
  }, [status])

  const sign = useCallback(
    async (request: SignableRequest) => {
      await unlock()
      const patienceMs = isConfirmed(request.op) ? QUESTION_MS : undefined
      const answer = await ask({ type: 'sign', id: crypto.randomUUID(), request }, patienceMs)
      if (answer.type !== 'signed') throw new ReaderError('protocol', 'The reader answered something else.')
      return answer.signed
    },
    [ask, unlock],
  )
  const lock = useCallback(() => send({ type: 'lock' }), [send])

  const agent: Agent = {
    ...{ origin, personId, status, locked: held.locked, expiresAt: held.expiresAt },
    ...{ panelOpen, setPanelOpen, sign, unlock, lock, retry },
  }
  return (
    <AgentContext value={agent}>
      {children}
      <AgentPanel agent={agent}>
        <div style={{ height }} className={status === 'unreachable' ? 'hidden' : undefined}>
          <ReaderFrame link={link} title="Reading key" className="size-full" />
        </div>
      </AgentPanel>
    </AgentContext>
  )
}

/** Gives the keyboard back to the page before the panel becomes inert: a browser might drop it into any frame. */
function leavePanel() {
  const panel = document.getElementById('agent-panel')
  if (panel?.contains(document.activeElement)) document.getElementById('main')?.focus()
}

/** Stays mounted while hidden: a frame that is moved or removed loads anew and forgets its session. */
function AgentPanel({ agent, children }: { agent: Agent; children: ReactNode }) {
  const panel = useRef<HTMLElement>(null)
  const { panelOpen, setPanelOpen } = agent
  useReachable(panel, panelOpen)
  useEffect(() => {
    if (!panelOpen) return
    panel.current?.querySelector('iframe')?.focus()
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setPanelOpen(false)
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [panelOpen, setPanelOpen])
  return (
    <section
      id="agent-panel"
      ref={panel}
      aria-label="Reading key"
      inert={!panelOpen}
      // A dialog hides the rest of the page from screen readers, but nothing that has this attribute.
      aria-live="off"
      className={cn(
        'pointer-events-auto fixed top-11 right-3 z-60 w-[340px] overflow-hidden rounded-lg border border-line bg-raised shadow-pop',
        !panelOpen && 'pointer-events-none invisible',
      )}
    >
      <div className="flex h-9 items-center gap-2 border-line border-b pr-1 pl-3">
        <KeyRound aria-hidden className="size-3.5 text-ink-3" />
        <h2 className="flex-1 font-medium text-sm">Reading key</h2>
        <Button variant="ghost" size="icon" aria-label="Close" onClick={() => setPanelOpen(false)}>
          <X aria-hidden />
        </Button>
      </div>
      {agent.status === 'unreachable' ? (
        <div className="grid gap-2 p-3 text-ink-2" role="alert">
          <p className="font-medium text-ink">The reader cannot be reached</p>
          <p>
            Nothing can be opened or signed until it answers. Intake and the queue go on working meanwhile.
          </p>
          <Button className="justify-self-start" onClick={agent.retry}>
            Try again
          </Button>
        </div>
      ) : null}
      {children}
    </section>
  )
}
