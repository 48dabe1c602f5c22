'use client'

import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'
import { clock, dateTime, duration, useNow } from '#components/review/time'
import { SectionBar } from '#components/settings/section-bar'
import { messageOf } from '#components/shell/api'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { EmptyState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { AccessState, AccessView, OwnGrant } from '#domain/access-rules'
import { PURPOSE_NAMES } from '#domain/access-words'
import { ListState } from './list-state'
import { useAccessAct, useAccessList } from './use-access'
import { answersOf, countOf, STATE_TONES, stateOf } from './words'

const OPEN: readonly AccessState[] = ['waiting', 'approved', 'taken_up']

/** One's own requests and the grants that live. */
export function OwnTable() {
  const query = useAccessList('own')
  const [ending, setEnding] = useState<AccessView>()
  const act = useAccessAct()
  function end(view: AccessView) {
    act.mutate(
      { op: 'revoke-access', target: 'access', id: view.id, code: 'not_needed' },
      { onError: (error) => toast.error(messageOf(error)), onSuccess: () => toast('Given up') },
    )
  }
  return (
    <>
      <SectionBar
        title="Yours"
        hint="What you asked for, and what you may open now. Each opening is recorded before it happens."
        as="h2"
      />
      <ListState query={query} what="Your access">
        {({ requests, grants, names }) => {
          const claims = grants.filter((grant) => grant.accessId === undefined)
          if (requests.length + claims.length === 0)
            return (
              <EmptyState className="py-6" title="You have no access beyond your role">
                A claim gives you a window of its case; everything else is asked for here.
              </EmptyState>
            )
          return (
            <Table aria-label="Your access">
              <thead>
                <tr>
                  <Th>Purpose</Th>
                  <Th>Reference</Th>
                  <Th>Covers</Th>
                  <Th>State</Th>
                  <Th>Approvals</Th>
                  <Th>Time</Th>
                  <Th className="w-56">
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {claims.map((grant) => (
                  <ClaimRow key={grant.id} grant={grant} />
                ))}
                {requests.map((view) => (
                  <RequestRow
                    key={view.id}
                    view={view}
                    grant={grants.find((grant) => grant.id === view.grantId)}
                    names={names}
                    onEnd={() => setEnding(view)}
                  />
                ))}
              </tbody>
            </Table>
          )
        }}
      </ListState>
      <ConfirmDialog
        open={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        title="Give this up?"
        confirm="Give up"
        danger
        onConfirm={() => ending && end(ending)}
      >
        What you asked for ends at once, and so does whatever is open under it. It must be asked for again.
      </ConfirmDialog>
    </>
  )
}

function ClaimRow({ grant }: { grant: OwnGrant }) {
  const caseId = grant.cases[0]?.caseId
  return (
    <Tr>
      <Td>Claimed case</Td>
      <Td className="font-mono text-xs">{caseId?.slice(-12)}</Td>
      <Td>{grant.cases.length === 0 ? 'nothing any more' : 'its window'}</Td>
      <Td>
        <Badge tone="ok">in use</Badge>
      </Td>
      <Td className="text-ink-3">none needed</Td>
      <Td>
        <Left until={grant.expires} uses={grant.uses} />
      </Td>
      <Td className="text-right">
        {caseId ? (
          <Button asChild variant="ghost">
            <Link href={`/cases/${caseId}`}>Open</Link>
          </Button>
        ) : null}
      </Td>
    </Tr>
  )
}

type RowProps = {
  view: AccessView
  grant: OwnGrant | undefined
  names: Record<string, string>
  onEnd: () => void
}

function RequestRow({ view, grant, names, onEnd }: RowProps) {
  const act = useAccessAct()
  const takeUp = () =>
    act.mutate(
      { op: 'take-up', accessId: view.id },
      {
        onError: (error) => toast.error(messageOf(error)),
        onSuccess: () => toast.success('You may open it now'),
      },
    )
  const destroy = () =>
    act.mutate(
      { op: 'shred', accessId: view.id },
      {
        onError: (error) => toast.error(messageOf(error)),
        onSuccess: ({ receipt }) =>
          receipt &&
          toast.success(
            `Destroyed: ${receipt.count} messages, ${receipt.held} kept by a hold. The last copy is gone by ${dateTime(new Date(receipt.completeBy).toISOString())}`,
          ),
      },
    )
  const nothingLeft = grant?.cases.length === 0
  const takable = view.act === 'read' && !nothingLeft && (view.state === 'approved' || (grant && !grant.here))
  return (
    <Tr>
      <Td className="font-medium">
        {PURPOSE_NAMES[view.purpose]}
        {view.act === 'erase' ? <span className="ml-1 text-ink-3">(erasure)</span> : null}
      </Td>
      <Td className="font-mono text-xs" title={view.ref}>
        {view.ref === view.caseId ? view.ref.slice(-12) : view.ref}
      </Td>
      <Td>{countOf(view)}</Td>
      <Td>
        <Badge tone={STATE_TONES[view.state]}>{stateOf(view)}</Badge>
      </Td>
      <Td>{answersOf(view, names)}</Td>
      <Td>
        {grant ? (
          <Left until={grant.expires} uses={grant.uses} />
        ) : (
          <span className="text-ink-3">
            {view.state === 'approved' && view.act === 'read'
              ? `${duration(view.minutes * 60_000)} once taken up`
              : `asked ${dateTime(new Date(view.at).toISOString())}`}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-right">
        {takable ? (
          <Button variant="primary" disabled={act.isPending} onClick={takeUp}>
            {view.state === 'approved' ? 'Take up' : 'Continue here'}
          </Button>
        ) : null}
        {view.act === 'erase' && view.state === 'approved' ? (
          <Button variant="danger" disabled={act.isPending} onClick={destroy}>
            Destroy…
          </Button>
        ) : null}
        {nothingLeft ? (
          <span className="text-ink-3">nothing left to open</span>
        ) : grant?.here ? (
          <Button asChild variant="primary">
            <Link href={`/access/${grant.id}`}>Open</Link>
          </Button>
        ) : null}
        {OPEN.includes(view.state) ? (
          <Button variant="ghost" onClick={onEnd} aria-label={`Give up ${PURPOSE_NAMES[view.purpose]}`}>
            Give up
          </Button>
        ) : null}
      </Td>
    </Tr>
  )
}

function Left({ until, uses }: { until: number; uses: number }) {
  const now = useNow(15_000)
  if (now === 0) return null
  return (
    <span className="tabular" title={`Until ${clock(until)}`}>
      {until > now ? duration(until - now) : 'over'}, {uses} {uses === 1 ? 'opening' : 'openings'}
    </span>
  )
}
