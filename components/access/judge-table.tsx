'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { duration, useNow } from '#components/review/time'
import { SectionBar } from '#components/settings/section-bar'
import { useAgent } from '#components/shell/agent'
import { messageOf } from '#components/shell/api'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { EmptyState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { AccessReason, AccessView } from '#domain/access-rules'
import { PURPOSE_NAMES, REASON_NAMES } from '#domain/access-words'
import { JudgeDialog } from './judge-dialog'
import { ListState } from './list-state'
import { useAccessAct, useAccessList } from './use-access'
import { answerBy, answersOf, countOf } from './words'

const TASKS = {
  answer: {
    view: 'waiting',
    title: 'Waiting for a lead',
    hint: 'You see what is asked for and why, never what was written.',
    none: 'Nothing waits for an answer',
    verb: 'Answer…',
  },
  review: {
    view: 'reviews',
    title: 'Break-glass to review',
    hint: 'Within 24 hours, by a lead who neither asked nor answered.',
    none: 'No break-glass access to review',
    verb: 'Review…',
  },
} as const

/** What others ask for, for leads of the region. The answer is given in the reader. */
export function JudgeTable({ task }: { task: keyof typeof TASKS }) {
  const words = TASKS[task]
  const { personId } = useAgent()
  const query = useAccessList(words.view)
  const [judging, setJudging] = useState<AccessView>()
  const names = query.data?.names ?? {}
  const act = useAccessAct()
  const takeBack = (view: AccessView) =>
    act.mutate(
      { op: 'revoke-access', target: 'access', id: view.id, code: 'misuse' },
      { onError: (error) => toast.error(messageOf(error)), onSuccess: () => toast('Taken back') },
    )
  return (
    <>
      <SectionBar title={words.title} hint={words.hint} as="h2" />
      <ListState query={query} what={words.title}>
        {({ requests }) =>
          requests.length === 0 ? (
            <EmptyState className="py-6" title={words.none} />
          ) : (
            <Table aria-label={words.title}>
              <thead>
                <tr>
                  <Th>Purpose</Th>
                  <Th>Asked by</Th>
                  <Th>Reason</Th>
                  <Th>Covers</Th>
                  <Th>Region</Th>
                  <Th>{task === 'answer' ? 'Approvals' : 'Due'}</Th>
                  <Th className="w-44">
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {requests.map((view) => (
                  <Tr key={view.id}>
                    <Td className="font-medium">
                      <span className="flex items-center gap-1.5">
                        {PURPOSE_NAMES[view.purpose]}
                        {view.breakGlass ? <Badge tone="danger">break-glass</Badge> : null}
                        {view.act === 'erase' ? <Badge tone="warn">erasure</Badge> : null}
                      </span>
                    </Td>
                    <Td>{names[view.personId] ?? 'somebody'}</Td>
                    <Td>{REASON_NAMES[view.reason as AccessReason] ?? view.reason}</Td>
                    <Td>{countOf(view)}</Td>
                    <Td>{view.region}</Td>
                    <Td>{task === 'answer' ? answersOf(view, names) : <Due view={view} names={names} />}</Td>
                    <Td className="text-right">
                      {view.grantId ? (
                        <Button variant="danger" disabled={act.isPending} onClick={() => takeBack(view)}>
                          Take back
                        </Button>
                      ) : null}
                      {task === 'answer' && answerBy(view, personId) ? (
                        <span className="text-ink-3">you {answerBy(view, personId)} it</span>
                      ) : view.review ? null : (
                        <Button onClick={() => setJudging(view)}>{words.verb}</Button>
                      )}
                    </Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </ListState>
      <JudgeDialog
        task={task}
        view={judging}
        requester={judging ? (names[judging.personId] ?? 'somebody') : ''}
        onClose={() => setJudging(undefined)}
      />
    </>
  )
}

function Due({ view, names }: { view: AccessView; names: Record<string, string> }) {
  const now = useNow(30_000)
  if (view.review)
    return (
      <>
        {view.review.verdict === 'justified' ? 'justified' : 'not justified'}, said{' '}
        {names[view.review.personId] ?? 'a lead'}
      </>
    )
  if (now === 0 || view.reviewDue === undefined) return null
  const late = view.reviewDue <= now
  return (
    <span className={cn(late && 'font-medium text-danger')}>
      {late ? `overdue by ${duration(now - view.reviewDue)}` : `in ${duration(view.reviewDue - now)}`}
    </span>
  )
}
