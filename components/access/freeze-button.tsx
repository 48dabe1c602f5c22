'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { FormEnd } from '#components/shell/form-end'
import { useUnlockFirst } from '#components/shell/unlock-first'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { Field } from '#components/ui/field'
import { Select } from '#components/ui/select'
import type { FreezeCode } from '#domain/access-rules'
import { FREEZE_NAMES } from '#domain/access-words'
import { useFreeze } from './use-access'

type Person = { id: string; name: string; frozen: boolean }
const STOP: readonly FreezeCode[] = ['compromised', 'misuse', 'precaution']
const GO_ON: readonly FreezeCode[] = ['cleared', 'mistake']

/** Stops a person at once, or lets them go on. For leads, about others. */
export function FreezeButton({ person }: { person: Person }) {
  const unlockFirst = useUnlockFirst()
  const [open, setOpen] = useState(false)
  const verb = person.frozen ? 'Lift a freeze' : 'Freeze'
  return (
    <>
      <Button
        variant="ghost"
        aria-label={`${verb}: ${person.name}`}
        onClick={() => unlockFirst(() => setOpen(true))}
      >
        {verb}…
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`${verb}: ${person.name}`}
        description={
          person.frozen
            ? 'They may sign in and unlock again. What ended with the freeze stays ended.'
            : 'Sessions, claims, grants and requests end at once, and what is on their screen disappears within seconds. Another lead must lift it.'
        }
      >
        {open ? <FreezeForm person={person} onDone={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  )
}

function FreezeForm({ person, onDone }: { person: Person; onDone: () => void }) {
  const codes = person.frozen ? GO_ON : STOP
  const [code, setCode] = useState<FreezeCode>(codes[0]!)
  const freeze = useFreeze()
  const send = () =>
    freeze.mutate(
      { op: 'freeze', personId: person.id, act: person.frozen ? 'released' : 'frozen', code },
      {
        onSuccess() {
          toast.success(person.frozen ? `${person.name} may go on` : `${person.name} is frozen`)
          onDone()
        },
      },
    )
  return (
    <div className="grid gap-4">
      <Field label="Reason">
        {({ id }) => (
          <Select
            id={id}
            label="Reason"
            className="h-8 w-full"
            value={code}
            onChange={(value) => setCode(value as FreezeCode)}
            options={codes.map((value) => ({ value, label: FREEZE_NAMES[value] }))}
          />
        )}
      </Field>
      <FormEnd error={freeze.error} onCancel={onDone}>
        <Button
          size="md"
          variant={person.frozen ? 'primary' : 'danger'}
          disabled={freeze.isPending}
          onClick={send}
        >
          {freeze.isPending ? 'Signing…' : person.frozen ? 'Sign and lift' : 'Sign and freeze'}
        </Button>
      </FormEnd>
    </div>
  )
}
