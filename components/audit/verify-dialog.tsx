'use client'

import { CircleCheck, CircleX, OctagonX } from 'lucide-react'
import { useState } from 'react'
import { ReaderFrame, useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import type { FromReader } from '#domain/reader-protocol'

type Outcome = Extract<FromReader, { type: 'verified' }> | { type: 'failed'; code: string }

/**
 * The reader's verify panel: it reads every entry itself, hashes it and compares the root with the signed
 * checkpoint, in its own origin. This page hears only how it ended.
 */
export function VerifyDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Verify the whole ledger"
      description="Your browser reads every entry, hashes it, and compares the result with the signed checkpoint. The console takes no part in it."
      className="w-[min(620px,calc(100vw-32px))]"
    >
      {open ? <VerifyPanel onClose={() => onOpenChange(false)} /> : null}
    </Dialog>
  )
}

function VerifyPanel({ onClose }: { onClose: () => void }) {
  const { origin, personId } = useAgent()
  const { shown } = useTheme()
  const [height, setHeight] = useState(140)
  const [outcome, setOutcome] = useState<Outcome>()
  const link = useReaderFrame({
    mode: 'verify',
    origin,
    personId,
    theme: shown,
    onMessage(message) {
      if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 80), 480))
      if (message.type === 'verified') setOutcome(message)
      if (message.type === 'failed') setOutcome({ type: 'failed', code: message.code })
    },
  })
  return (
    <div className="grid gap-3">
      {link.status === 'unreachable' ? (
        <div role="alert" className="grid gap-2 text-ink-2">
          <p className="font-medium text-ink">The reader cannot be reached</p>
          <p>It does the verifying, on a host of its own. Nothing was checked.</p>
          <Button className="justify-self-start" onClick={link.retry}>
            Try again
          </Button>
        </div>
      ) : (
        <div style={{ height }}>
          <ReaderFrame
            link={link}
            title="Ledger verification"
            className="size-full rounded-md border border-line"
          />
        </div>
      )}
      {outcome ? <Result outcome={outcome} /> : null}
      <div className="flex justify-end gap-2">
        <Button
          size="md"
          onClick={() => {
            link.send({ type: 'stop' })
            onClose()
          }}
        >
          {outcome ? 'Close' : 'Cancel'}
        </Button>
      </div>
    </div>
  )
}

const FAILED: Record<string, string> = {
  stopped: 'Stopped before the end. Nothing is known about the rest.',
  locked: 'Unlock your reading key first: the key service gives entries only to an auditor’s key.',
  forbidden: 'Your role may not read entries.',
}

function Result({ outcome }: { outcome: Outcome }) {
  if (outcome.type === 'failed')
    return (
      <p role="status" className="flex items-start gap-2 rounded-md bg-warn-soft p-3 text-warn">
        <OctagonX aria-hidden className="mt-px size-4 shrink-0" />
        {FAILED[outcome.code] ?? `It could not be finished (${outcome.code}). The ledger is not verified.`}
      </p>
    )
  if (outcome.ok)
    return (
      <p role="status" className="flex items-start gap-2 rounded-md bg-ok-soft p-3 text-ok">
        <CircleCheck aria-hidden className="mt-px size-4 shrink-0" />
        Whole. All {outcome.size.toLocaleString('en')} entries are as they were signed.
      </p>
    )
  return (
    <p role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft p-3 text-danger">
      <CircleX aria-hidden className="mt-px size-4 shrink-0" />
      {outcome.badIndex === undefined
        ? 'The entries do not give the signed root. Something in the ledger was changed or is missing.'
        : `Not whole. The first bad entry is number ${outcome.badIndex}.`}
    </p>
  )
}
