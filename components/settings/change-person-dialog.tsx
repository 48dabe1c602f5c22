'use client'

import { useId, useState } from 'react'
import { toast } from 'sonner'
import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { Switch } from '#components/ui/switch'
import { AuthorityFields, roleConflict } from './authority-fields'
import { type PersonView, useChangePerson } from './use-people'

export function ChangePersonDialog({
  person,
  activeLeads,
  onClose,
}: {
  person: PersonView | undefined
  activeLeads: number
  onClose: () => void
}) {
  return (
    <Dialog
      open={person !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={person?.name ?? ''}
      {...(person ? { description: person.email } : {})}
    >
      {person ? (
        <ChangeForm key={person.id} person={person} activeLeads={activeLeads} onClose={onClose} />
      ) : null}
    </Dialog>
  )
}

function ChangeForm({
  person,
  activeLeads,
  onClose,
}: {
  person: PersonView
  activeLeads: number
  onClose: () => void
}) {
  const [roles, setRoles] = useState(person.roles)
  const [regions, setRegions] = useState(person.regions)
  const [active, setActive] = useState(person.active)
  const change = useChangePerson()
  const activeId = useId()
  const was = person.active && person.roles.includes('safety_lead')
  const is = active && roles.includes('safety_lead')
  const tooFewLeads = was && !is && activeLeads <= 2
  const same =
    active === person.active &&
    roles.join() === person.roles.join() &&
    regions.join() === person.regions.join()
  function save() {
    change.mutate(
      { person, next: { roles, regions, active } },
      {
        onSuccess() {
          toast.success(`${person.name} was changed; it is in the ledger`)
          onClose()
        },
      },
    )
  }
  return (
    <div className="grid gap-4">
      <span className="flex items-center gap-2">
        <Switch id={activeId} checked={active} onCheckedChange={setActive} />
        <label htmlFor={activeId}>
          {active ? 'Active' : 'Deactivated'}
          <span className="ml-2 text-ink-3 text-xs">
            {active ? 'may sign in and do what the roles allow' : 'may neither sign in nor use a reading key'}
          </span>
        </label>
      </span>
      <AuthorityFields roles={roles} regions={regions} onRoles={setRoles} onRegions={setRegions} />
      {tooFewLeads ? (
        <p role="alert" className="rounded-md bg-warn-soft p-3 text-warn">
          Fewer than two active safety leads would be left. Nobody audits themselves, so one lead’s accesses
          would go unseen.
        </p>
      ) : null}
      {change.error ? (
        <p role="alert" className="rounded-md bg-danger-soft p-3 text-danger">
          {messageOf(change.error)}
        </p>
      ) : null}
      <div className="flex items-center justify-end gap-2">
        <p className="flex-1 text-ink-3 text-xs">Holds once the key service has committed it.</p>
        <Button size="md" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="md"
          variant="primary"
          disabled={same || roleConflict(roles) !== undefined || change.isPending}
          onClick={save}
        >
          {change.isPending ? 'Changing…' : 'Sign and change'}
        </Button>
      </div>
    </div>
  )
}
