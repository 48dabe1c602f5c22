'use client'

import { type FormEvent, useState } from 'react'
import { FormEnd } from '#components/shell/form-end'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import { AuthorityFields, roleConflict } from './authority-fields'
import { OneTimeSecret } from './one-time-secret'
import { useAddPerson } from './use-people'

export function AddPersonDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add a person">
      {open ? <AddPersonForm onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  )
}

function AddPersonForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<Role[]>([])
  const [regions, setRegions] = useState<Region[]>([])
  const add = useAddPerson()

  if (add.data)
    return (
      <div className="grid gap-3">
        <p>
          {add.data.pending
            ? `${name} was added without any role: the key service did not answer. Set the roles again once it does.`
            : `${name} was added and can sign in now.`}
        </p>
        <OneTimeSecret label="First password" secret={add.data.password} onDone={onDone} />
      </div>
    )
  const complete = name.trim() !== '' && email.includes('@') && roles.length > 0 && regions.length > 0
  function submit(event: FormEvent) {
    event.preventDefault()
    add.mutate({ name: name.trim(), email: email.trim(), roles, regions })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid grid-cols-2 gap-3">
        <Field label="Name">
          {(ids) => (
            <Input
              {...ids}
              required
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Email">
          {(ids) => (
            <Input
              {...ids}
              required
              type="email"
              autoComplete="off"
              maxLength={200}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
      </div>
      <AuthorityFields roles={roles} regions={regions} onRoles={setRoles} onRegions={setRegions} />
      <p className="text-ink-3 text-xs">
        They can sign in with the first password. A reading key, which opening, signing and auditing take,
        comes with enrolment by an admin and a second person; until then they can open nothing.
      </p>
      <FormEnd error={add.error} onCancel={onDone}>
        <Button
          size="md"
          variant="primary"
          type="submit"
          disabled={!complete || roleConflict(roles) !== undefined || add.isPending}
        >
          {add.isPending ? 'Adding…' : 'Sign and add'}
        </Button>
      </FormEnd>
    </form>
  )
}
