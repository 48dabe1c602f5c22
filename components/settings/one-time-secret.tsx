'use client'

import { Copy } from 'lucide-react'
import { useId } from 'react'
import { toast } from 'sonner'
import { Button } from '#components/ui/button'

/** A secret that is shown this once: only a hash or a sealed copy is kept. */
export function OneTimeSecret({
  label,
  secret,
  onDone,
}: {
  label: string
  secret: string
  onDone: () => void
}) {
  const id = useId()
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <label htmlFor={id} className="text-ink-2 text-xs">
          {label}
        </label>
        <div className="flex gap-2">
          <input
            id={id}
            readOnly
            value={secret}
            onFocus={(event) => event.target.select()}
            className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-sunken px-2.5 font-mono text-xs"
          />
          <Button
            size="md"
            onClick={() =>
              navigator.clipboard.writeText(secret).then(
                () => toast.success('Copied'),
                () => toast.error('The browser did not allow copying. Select it and copy by hand.'),
              )
            }
          >
            <Copy aria-hidden />
            Copy
          </Button>
        </div>
      </div>
      <p className="rounded-md bg-warn-soft p-3 text-warn">
        It is shown this once and cannot be shown again. Hand it over in a way that you trust.
      </p>
      <Button size="md" variant="primary" className="justify-self-end" onClick={onDone}>
        Done
      </Button>
    </div>
  )
}
