'use client'

import { UnfoldVertical } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useShortcuts } from '#components/shell/shortcuts'
import { Button } from '#components/ui/button'
import { Popover } from '#components/ui/popover'
import { WINDOW_MOST } from '#domain/access-rules'
import { WIDEN_REASONS, WINDOW_SELF, type WidenReason } from '#domain/review-case'

/** A wider window needs a reason, and the reason is recorded with the access. */
export function WidenMenu({
  caseId,
  disabled,
  onWiden,
}: {
  caseId: string
  disabled: boolean
  onWiden: (reason: WidenReason) => Promise<void>
}) {
  const [open, setOpen] = useState(false)
  useShortcuts([
    { keys: 'w', label: 'See more context', group: 'Case', run: () => !disabled && setOpen(true) },
  ])
  return (
    <Popover
      label="See more context"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-80"
      trigger={
        <Button disabled={disabled}>
          <UnfoldVertical aria-hidden />
          More context
        </Button>
      }
    >
      <p className="font-medium">Why do you need more?</p>
      <p className="mt-0.5 mb-2 text-ink-2 text-xs">
        Opens {WINDOW_SELF} messages on either side of what was reported. Your reason goes into the ledger
        with it.
      </p>
      <ul className="-mx-1 grid">
        {Object.entries(WIDEN_REASONS).map(([reason, words]) => (
          <li key={reason}>
            <button
              type="button"
              className="w-full rounded-sm px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => {
                setOpen(false)
                void onWiden(reason as WidenReason)
              }}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
      <p className="mt-2 border-line border-t pt-2 text-ink-2 text-xs">
        Still not enough?{' '}
        <Link href={`/access?ask=USER_REPORT_REVIEW&case=${caseId}`} className="text-accent underline">
          Ask a lead for more
        </Link>
        , up to {WINDOW_MOST} on either side.
      </p>
    </Popover>
  )
}
