'use client'

import { useRef, useState } from 'react'
import { ReaderFrame, useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import type { FromReader } from '#domain/reader-protocol'

export type Verdict = Extract<FromReader, { type: 'verified' }> & { atMs: number }

/**
 * The reader's verify panel: it reads every entry itself, hashes it and compares the root with the signed
 * checkpoint, in its own origin. Progress, cancelling and verdict are drawn there, where no console can forge
 * them; this page hears only how it ended.
 */
export function VerifyDialog({
  open,
  onOpenChange,
  onVerdict,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  onVerdict: (verdict: Verdict) => void
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Verify the whole ledger"
      description="Your browser reads every entry, hashes it, and compares the result with the signed checkpoint. The console takes no part in it."
      className="w-[min(620px,calc(100vw-32px))]"
    >
      {open ? <VerifyPanel onVerdict={onVerdict} onClose={() => onOpenChange(false)} /> : null}
    </Dialog>
  )
}

function VerifyPanel({ onVerdict, onClose }: { onVerdict: (verdict: Verdict) => void; onClose: () => void }) {
  const { origin, personId } = useAgent()
  const { shown } = useTheme()
  const [height, setHeight] = useState(96)
  const [ended, setEnded] = useState(false)
  const begun = useRef(false)
  const link = useReaderFrame({
    mode: 'verify',
    origin,
    personId,
    theme: shown,
    onMessage(message) {
      if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 64), 480))
      if (message.type === 'state' && !begun.current) start()
      if (message.type === 'failed') setEnded(true)
      if (message.type === 'verified') {
        setEnded(true)
        onVerdict({ ...message, atMs: Date.now() })
      }
    },
  })
  function start() {
    begun.current = true
    setEnded(false)
    link.send({ type: 'verify' })
  }
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
          <ReaderFrame link={link} title="Ledger verification" className="size-full" />
        </div>
      )}
      <div className="flex justify-end gap-2">
        {ended ? (
          <Button size="md" onClick={start}>
            Verify again
          </Button>
        ) : null}
        <Button size="md" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}
