'use client'

import { Plus, ShieldAlert } from 'lucide-react'
import { useRef, useState } from 'react'
import { FreezeButton } from '#components/access/freeze-button'
import { useAgent } from '#components/shell/agent'
import { messageOf } from '#components/shell/api'
import { useShortcuts } from '#components/shell/shortcuts'
import { useUnlockFirst } from '#components/shell/unlock-first'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { Input } from '#components/ui/input'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { ROLE_NAMES } from '#domain/permission'
import { AddPersonDialog } from './add-person-dialog'
import { ChangePersonDialog } from './change-person-dialog'
import { CredentialCell } from './credential-cell'
import { CredentialDialog } from './credential-dialog'
import { useCredentials } from './use-credentials'
import { type PersonView, usePeople } from './use-people'

export function PeopleView({
  personId,
  mayWrite,
  mayFreeze,
}: {
  personId: string
  mayWrite: boolean
  mayFreeze: boolean
}) {
  const query = usePeople()
  const [search, setSearch] = useState('')
  const [adding, setAdding] = useState(false)
  const [changing, setChanging] = useState<PersonView>()
  const input = useRef<HTMLInputElement>(null)
  const unlockFirst = useUnlockFirst()
  const { locked } = useAgent()
  const credentials = useCredentials()
  const [keyOf, setKeyOf] = useState<string>()
  const add = () => unlockFirst(() => setAdding(true))
  useShortcuts([
    { keys: '/', label: 'Search people', group: 'Settings', run: () => input.current?.focus() },
    ...(mayWrite ? [{ keys: 'n', label: 'Add a person', group: 'Settings', run: add }] : []),
  ])
  if (query.isPending) return <SkeletonRows rows={8} columns={['140px', '200px', '120px', '100px']} />
  if (!query.data)
    return (
      <ErrorState
        title="People could not be loaded"
        action={<Button onClick={() => query.refetch()}>Try again</Button>}
      >
        {messageOf(query.error)}
      </ErrorState>
    )
  const { people, activeLeads } = query.data
  const needle = search.trim().toLowerCase()
  const shown = people.filter((one) =>
    `${one.name} ${one.email} ${one.roles.join(' ')}`.toLowerCase().includes(needle),
  )
  function credentialsOf(id: string) {
    if (locked) return 'locked'
    if (credentials.data) return credentials.data.credentials.filter((one) => one.personId === id)
    return credentials.isError ? 'failed' : 'loading'
  }
  const keyPerson = people.find((one) => one.id === keyOf)
  const keyCredentials = keyOf === undefined ? 'loading' : credentialsOf(keyOf)
  return (
    <>
      {activeLeads < 2 ? <TooFewLeads count={activeLeads} /> : null}
      <div className="flex h-11 items-center gap-2 px-4">
        <Input
          ref={input}
          type="search"
          aria-label="Search people"
          placeholder="Search by name, email or role"
          className="h-7 w-64 text-xs"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="flex-1 text-ink-3 text-xs" role="status">
          {shown.length === people.length
            ? `${people.length} people`
            : `${shown.length} of ${people.length} people`}
        </span>
        {mayWrite ? (
          <Button variant="primary" onClick={add}>
            <Plus aria-hidden />
            Add a person
          </Button>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title="Nobody matches"
          action={<Button onClick={() => setSearch('')}>Clear the search</Button>}
        />
      ) : (
        <Table aria-label="People">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Email</Th>
              <Th>Roles</Th>
              <Th>Regions</Th>
              <Th>State</Th>
              <Th>Reading key</Th>
              <Th className="w-28">
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <Tr key={person.id} className={cn(!person.active && 'text-ink-3')}>
                <Td className={cn(person.active && 'font-medium')}>{person.name}</Td>
                <Td>{person.email}</Td>
                <Td>{person.roles.map((role) => ROLE_NAMES[role] ?? role).join(', ') || 'none'}</Td>
                <Td>{person.regions.join(', ') || 'none'}</Td>
                <Td>
                  <PersonState person={person} />
                </Td>
                <Td>
                  <Button
                    variant="ghost"
                    className="-ml-2"
                    aria-label={`Reading key of ${person.name}`}
                    onClick={() => unlockFirst(() => setKeyOf(person.id))}
                  >
                    <CredentialCell credentials={credentialsOf(person.id)} />
                  </Button>
                </Td>
                <Td className="text-right">
                  {mayFreeze && person.id !== personId && person.roles.length > 0 ? (
                    <FreezeButton person={person} />
                  ) : null}
                  {!mayWrite ? null : person.id === personId ? (
                    <span
                      className="text-ink-3 text-xs"
                      title="Nobody changes their own roles. Ask another admin."
                    >
                      yourself
                    </span>
                  ) : (
                    <Button
                      variant="ghost"
                      aria-label={`Change ${person.name}`}
                      onClick={() => unlockFirst(() => setChanging(person))}
                    >
                      Change…
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {credentials.isError && !locked ? (
        <ErrorState
          title="Who has a reading key could not be loaded"
          action={<Button onClick={() => credentials.refetch()}>Try again</Button>}
        >
          {messageOf(credentials.error)}
        </ErrorState>
      ) : null}
      {keyPerson && typeof keyCredentials !== 'string' ? (
        <CredentialDialog
          open
          onClose={() => setKeyOf(undefined)}
          person={keyPerson}
          me={personId}
          mayInvite={mayWrite}
          credentials={keyCredentials}
          nameOf={(id) => people.find((one) => one.id === id)?.name ?? 'somebody who is no longer here'}
        />
      ) : null}
      <AddPersonDialog open={adding} onOpenChange={setAdding} />
      <ChangePersonDialog
        person={changing}
        activeLeads={activeLeads}
        onClose={() => setChanging(undefined)}
      />
    </>
  )
}

/** Who lets somebody act again differs: a lead lifts a freeze, an admin activates. */
export function PersonState({
  person,
}: {
  person: Pick<PersonView, 'active' | 'frozen' | 'roles' | 'trial'>
}) {
  const waiting = !person.active && person.roles.length === 0
  return (
    <span className="flex gap-1">
      {person.active ? (
        <Badge tone="ok">active</Badge>
      ) : person.frozen ? (
        <Badge tone="danger">frozen</Badge>
      ) : waiting ? (
        <Badge tone="warn">no role yet</Badge>
      ) : (
        <Badge>deactivated</Badge>
      )}
      {person.trial ? <Badge tone="outline">sample</Badge> : null}
    </span>
  )
}

function TooFewLeads({ count }: { count: number }) {
  return (
    <p
      role="alert"
      className="flex items-center gap-2 border-line border-b bg-danger-soft px-4 py-2 text-danger"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0" />
      {count === 0 ? 'There is no active safety lead' : 'There is only one active safety lead'}: two are
      needed, because nobody audits themselves.
    </p>
  )
}
