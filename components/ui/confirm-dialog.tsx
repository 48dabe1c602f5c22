'use client'

import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  confirm,
  onConfirm,
  danger,
  busy,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  confirm: string
  onConfirm: () => void
  danger?: boolean
  busy?: boolean
  children: ReactNode
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <div className="grid gap-4">
        <div className="text-ink-2">{children}</div>
        <div className="flex justify-end gap-2">
          <Button size="md" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button
            size="md"
            variant={danger ? 'danger' : 'primary'}
            disabled={busy ?? false}
            onClick={() => {
              onConfirm()
              if (busy === undefined) onOpenChange(false)
            }}
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
