'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { dateTime } from '#components/review/time'
import { SectionBar } from '#components/settings/section-bar'
import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { EmptyState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { ListState } from './list-state'
import { useAccessAct, useAccessList } from './use-access'

/** Accounts that are one's own or of people one is close to: whatever involves them is closed to one. */
export function RelationsTable() {
  const query = useAccessList('own')
  return (
    <>
      <SectionBar
        title="Relations"
        hint="Accounts that are yours or of somebody close. You get no case that involves them; only others can take one back."
        as="h2"
      />
      <DeclareForm />
      <ListState query={query} what="Your relations">
        {({ relations, names }) =>
          relations.length === 0 ? (
            <EmptyState className="py-6" title="No account is declared" />
          ) : (
            <Table aria-label="Your relations">
              <thead>
                <tr>
                  <Th>Account</Th>
                  <Th>Platform</Th>
                  <Th>Declared</Th>
                  <Th>By</Th>
                </tr>
              </thead>
              <tbody>
                {relations.map((one) => (
                  <Tr key={`${one.platform} ${one.account}`}>
                    <Td className="font-mono text-xs">{one.account}</Td>
                    <Td>{one.platform}</Td>
                    <Td>{dateTime(new Date(one.at).toISOString())}</Td>
                    <Td>{names[one.declaredBy] ?? 'somebody'}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </ListState>
    </>
  )
}

function DeclareForm() {
  const [platform, setPlatform] = useState('')
  const [account, setAccount] = useState('')
  const act = useAccessAct()
  const ready = platform.trim() !== '' && account.trim() !== ''
  function declare(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    const relation = { platform: platform.trim(), account: account.trim() }
    act.mutate(
      { op: 'declare-relation', act: 'declared', ...relation },
      {
        onError: (error) => toast.error(messageOf(error)),
        onSuccess() {
          toast.success('Declared; it holds from now on')
          setAccount('')
        },
      },
    )
  }
  return (
    <form onSubmit={declare} aria-label="Declare a relation" className="flex items-end gap-2 px-4 pb-2">
      <Field label="Platform">
        {(ids) => (
          <Input
            {...ids}
            className="h-7 w-40 text-xs"
            autoComplete="off"
            value={platform}
            onChange={(event) => setPlatform(event.target.value)}
          />
        )}
      </Field>
      <Field label="Account id">
        {(ids) => (
          <Input
            {...ids}
            className="h-7 w-64 text-xs"
            autoComplete="off"
            value={account}
            onChange={(event) => setAccount(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={!ready || act.isPending}>
        {act.isPending ? 'Declaring…' : 'Declare'}
      </Button>
    </form>
  )
}
