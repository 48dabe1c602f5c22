import type { ReactNode } from 'react'
import { useId } from 'react'

type FieldProps = {
  label: string
  hint?: string
  error?: string | undefined
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A label, a control and what is to be said about it, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const about = error ?? hint
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-ink-2 text-xs">
        {label}
      </label>
      {children({
        id,
        ...(about ? { 'aria-describedby': `${id}-about` } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
      {about ? (
        <p id={`${id}-about`} className={error ? 'text-danger text-xs' : 'text-ink-3 text-xs'}>
          {about}
        </p>
      ) : null}
    </div>
  )
}
