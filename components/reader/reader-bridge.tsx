'use client'

import { type Ref, useCallback, useEffect, useRef, useState } from 'react'
import { ReaderError } from '#components/shell/api'
import type { FromReader, ReaderMode, ToReader } from '#domain/reader-protocol'

export type ReaderStatus = 'loading' | 'ready' | 'unreachable'
type Settings = {
  mode: ReaderMode
  /** The reader's own origin; messages go to it and are taken from it alone. */
  origin: string
  personId: string
  theme: 'light' | 'dark'
  onMessage?: (message: FromReader) => void
}
export type ReaderLink = {
  status: ReaderStatus
  send: (message: ToReader) => void
  /** Sends and waits for the answer with the same id. @throws ReaderError */
  ask: (message: Extract<ToReader, { id: string }>, patienceMs?: number) => Promise<FromReader>
  retry: () => void
  /** Gives the frame the keyboard. */
  focus: () => void
  /** `src` is undefined until this page listens: a frame that loads earlier would say `ready` to nobody. */
  frame: { ref: Ref<HTMLIFrameElement>; src: string | undefined; attempt: number }
}

/** A frame that has not said `ready` by then is not there. */
const READY_MS = 8_000
const ANSWER_MS = 30_000
const TYPES: ReadonlySet<string> = new Set<FromReader['type']>([
  ...(['ready', 'state', 'signed', 'failed', 'opened', 'refused', 'decided'] as const),
  ...(['rationale', 'shortcut', 'resize', 'verified', 'judged'] as const),
  ...(['attention', 'enrolment'] as const),
])

const FAILURES: Record<string, string> = {
  cancelled: 'You did not sign. Nothing was sent.',
  busy: 'The reader waits for an answer to something else. Open the reading key and answer it first.',
  locked: 'The reading key is locked. Unlock it and try again.',
  unreachable: 'The key service cannot be reached. Nothing was opened.',
  rationale_empty: 'Write a rationale before you decide.',
  rationale_too_long: 'The rationale is too long.',
  session_expired: 'The reading key has run out. Unlock it again.',
  bad_epoch: 'The region’s sealing key could not be verified. Nothing was sent; tell a safety lead.',
}

/**
 * The page's side of `domain/reader-protocol.ts`: one frame of the reader, of whose content this page learns
 * nothing but ids, sizes, states and signed requests.
 */
export function useReaderFrame({ mode, origin, personId, theme, onMessage }: Settings): ReaderLink {
  const frame = useRef<HTMLIFrameElement>(null)
  const [status, setStatus] = useState<ReaderStatus>('loading')
  const [attempt, setAttempt] = useState(0)
  const [listening, setListening] = useState(false)
  const waiting = useRef(new Map<string, (message: FromReader) => void>())
  const latest = useRef({ onMessage, theme })
  latest.current = { onMessage, theme }

  const send = useCallback(
    (message: ToReader) => frame.current?.contentWindow?.postMessage(message, origin),
    [origin],
  )

  useEffect(() => {
    function onEvent(event: MessageEvent) {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return
      const message = event.data as FromReader
      if (typeof message !== 'object' || message === null || !TYPES.has(message.type)) return
      if (message.type === 'ready') {
        setStatus('ready')
        send({ type: 'hello', personId, theme: latest.current.theme })
      }
      if ('id' in message && message.id !== undefined) waiting.current.get(message.id)?.(message)
      latest.current.onMessage?.(message)
    }
    window.addEventListener('message', onEvent)
    setListening(true)
    return () => window.removeEventListener('message', onEvent)
  }, [origin, personId, send])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt starts the clock anew
  useEffect(() => {
    const timer = setTimeout(() => setStatus((now) => (now === 'ready' ? now : 'unreachable')), READY_MS)
    return () => clearTimeout(timer)
  }, [attempt])

  useEffect(() => {
    if (status === 'ready') send({ type: 'theme', theme })
  }, [status, theme, send])

  const retry = useCallback(() => {
    setStatus('loading')
    setAttempt((n) => n + 1)
  }, [])

  const ask = useCallback(
    (message: Extract<ToReader, { id: string }>, patienceMs = ANSWER_MS) =>
      new Promise<FromReader>((resolve, reject) => {
        const timer = setTimeout(
          () => settle(() => reject(new ReaderError('timeout', 'The reader did not answer. Try again.'))),
          patienceMs,
        )
        function settle(finish: () => void) {
          clearTimeout(timer)
          waiting.current.delete(message.id)
          finish()
        }
        waiting.current.set(message.id, (answer) =>
          settle(() =>
            answer.type === 'failed'
              ? reject(
                  new ReaderError(
                    answer.code,
                    FAILURES[answer.code] ?? 'The reader refused. Nothing was sent.',
                  ),
                )
              : resolve(answer),
          ),
        )
        send(message)
      }),
    [send],
  )

  const focus = useCallback(() => frame.current?.focus(), [])
  return {
    status,
    send,
    ask,
    retry,
    focus,
    frame: { ref: frame, src: listening ? `${origin}/#${mode}` : undefined, attempt },
  }
}

/** The frame itself. Its own origin, no referrer, scripts and its own storage: nothing of ours to reach. */
export function ReaderFrame({
  link,
  title,
  className,
}: {
  link: ReaderLink
  title: string
  className?: string
}) {
  if (link.frame.src === undefined) return <div className={className} />
  return (
    <iframe
      key={link.frame.attempt}
      ref={link.frame.ref}
      src={link.frame.src}
      title={title}
      sandbox="allow-scripts allow-same-origin allow-forms"
      allow="publickey-credentials-get; publickey-credentials-create"
      referrerPolicy="no-referrer"
      className={className}
    />
  )
}
