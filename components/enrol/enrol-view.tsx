'use client'

import { useQueryClient } from '@tanstack/react-query'
import { KeyRound, Unplug } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { ReaderFrame, useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { Skeleton } from '#components/ui/skeleton'
import { ErrorState } from '#components/ui/state-message'
import type { FromReader } from '#domain/reader-protocol'

type Stage = Extract<FromReader, { type: 'enrolment' }>['state']
const STEPS: { stage: Stage; title: string; text: string }[] = [
  { stage: 'asked', title: 'Type the code', text: 'An admin invited you and told you a one-time code.' },
  {
    stage: 'waiting',
    title: 'Read the fingerprint to a second person',
    text: 'An admin or a safety lead who did not invite you. They confirm that this passkey is yours.',
  },
  { stage: 'confirmed', title: 'Unlock', text: 'From then on your passkey unlocks the reading key.' },
]

/** Enrolment: the code, the passkey and the fingerprint live in the reader's frame; this page only leads through it. */
export function EnrolView() {
  const { origin, personId, locked, setPanelOpen } = useAgent()
  const { shown } = useTheme()
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>()
  const [height, setHeight] = useState(160)
  function onMessage(message: FromReader) {
    if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 80), 480))
    if (message.type !== 'enrolment') return
    setStage(message.state)
    void client.invalidateQueries({ queryKey: ['own-credential'] })
  }
  const link = useReaderFrame({ mode: 'enrol', origin, personId, theme: shown, onMessage })

  return (
    <>
      <PageHeader title="Enrol a passkey" />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="grid max-w-2xl gap-6 p-4">
          <p className="text-ink-2">
            Your password opens this console. Reading, deciding and auditing take a reading key as well: a
            passkey of yours that two other people have vouched for.
          </p>
          <ol className="grid gap-3">
            {STEPS.map((step, i) => (
              <li
                key={step.stage}
                aria-current={stage === step.stage ? 'step' : undefined}
                className="grid grid-cols-[20px_1fr] gap-2 text-ink-2 aria-[current=step]:text-ink"
              >
                <span className="text-ink-3">{i + 1}</span>
                <span>
                  <span className="font-medium">{step.title}</span>
                  <span className="block text-ink-3 text-xs">{step.text}</span>
                </span>
              </li>
            ))}
          </ol>
          {link.status === 'unreachable' ? (
            <ErrorState
              icon={Unplug}
              title="The reader cannot be reached"
              action={<Button onClick={link.retry}>Try again</Button>}
            >
              Passkeys are made in the reader only, which runs apart from this console. Nothing was changed.
            </ErrorState>
          ) : (
            <div style={{ height }} className="overflow-hidden rounded-lg border border-line">
              {link.status === 'loading' ? <Skeleton className="h-full" /> : null}
              <ReaderFrame link={link} title="Enrolment" className="size-full" />
            </div>
          )}
          {stage === 'confirmed' && !locked ? (
            <p role="status" className="flex items-center gap-3">
              Your reading key is unlocked.
              <Button asChild variant="primary" size="md">
                <Link href="/">Begin</Link>
              </Button>
            </p>
          ) : null}
          {stage === 'confirmed' && locked ? (
            <Button
              variant="primary"
              size="md"
              className="justify-self-start"
              onClick={() => setPanelOpen(true)}
            >
              <KeyRound aria-hidden />
              Unlock the reading key
            </Button>
          ) : null}
        </div>
      </div>
    </>
  )
}
