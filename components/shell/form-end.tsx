import type { ReactNode } from 'react'
import { Button } from '#components/ui/button'
import { messageOf } from './api'

/** How every form in a dialog ends: what went wrong, the way out, and the button that goes on. */
export function FormEnd({
  error,
  onCancel,
  children,
}: {
  error: unknown
  onCancel: () => void
  children: ReactNode
}) {
  return (
    <>
      {error ? (
        <p role="alert" className="rounded-md bg-danger-soft p-3 text-danger">
          {messageOf(error)}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button size="md" onClick={onCancel}>
          Cancel
        </Button>
        {children}
      </div>
    </>
  )
}
