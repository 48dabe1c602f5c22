'use client'

import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { api, messageOf } from '#components/shell/api'
import { PageHeader } from '#components/ui/page-header'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { SearchGroup, SearchHit } from '#domain/case-view'
import { shortId } from '#domain/queue-view'
import type { CaseStage } from '#domain/review-case'
import { dateTime } from './time'
import { plain, queueName, STAGE_WORDS } from './words'

const GROUPS: Record<SearchGroup['kind'], string> = {
  case: 'Case',
  report: 'Report',
  conversation: 'Conversation',
  reported_account: 'Reported account',
  reporter_account: 'Reporting account',
  message: 'Message',
}

/** Finds cases by id, exactly, in one's own regions. What was said cannot be searched: nothing here knows it. */
export function SearchView({ text }: { text: string }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) =>
      api<{ groups: SearchGroup[] }>(`/api/search?q=${encodeURIComponent(text)}`, { signal }),
    enabled: text !== '',
  })
  return (
    <>
      <PageHeader title="Search">
        {text ? <span className="truncate font-mono text-ink-2 text-xs">{text}</span> : null}
      </PageHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label="Results" className="min-h-0 flex-1 overflow-auto" tabIndex={0}>
        {text === '' ? <Explain /> : null}
        {text !== '' && isPending ? (
          <SkeletonRows rows={6} columns={['72px', '120px', '96px', '40px']} />
        ) : null}
        {error ? <ErrorState title="The search failed">{messageOf(error)}</ErrorState> : null}
        {data && data.groups.length === 0 ? (
          <EmptyState icon={SearchX} title="Nothing has this id in your regions">
            Ids are matched whole and exactly: a case’s last eight characters will do, parts of others will
            not.
          </EmptyState>
        ) : null}
        {data?.groups.map((group) => (
          <Group key={group.kind} group={group} />
        ))}
      </section>
    </>
  )
}

function Explain() {
  return (
    <EmptyState title="Search by id">
      Type the id of a case, a report, a conversation, an account or a message into the field above, ours or
      the platform’s. Content is never searched: this console cannot read it.
    </EmptyState>
  )
}

function Group({ group }: { group: SearchGroup }) {
  const name = GROUPS[group.kind]
  return (
    <section aria-label={name}>
      <h2 className="border-line border-b bg-canvas px-4 py-1.5 text-ink-2 text-xs">
        {name} <span className="tabular text-ink-3">{group.cases.length}</span>
      </h2>
      <Table aria-label={`Cases by ${name.toLowerCase()}`} className="table-fixed">
        <thead className="sr-only">
          <tr>
            {['Case', 'Reported as', 'Queue', 'Region', 'Reports', 'State', 'Opened', 'Decided'].map(
              (title) => (
                <Th key={title}>{title}</Th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {group.cases.map((hit) => (
            <Hit key={hit.id} hit={hit} />
          ))}
        </tbody>
      </Table>
    </section>
  )
}

function Hit({ hit }: { hit: SearchHit }) {
  return (
    <Tr>
      <Td className="w-28">
        <Link href={`/cases/${hit.id}`} className="font-mono text-accent text-xs">
          {shortId(hit.id)}
        </Link>
      </Td>
      <Td>{plain(hit.reason)}</Td>
      <Td className="text-ink-2">{queueName(hit.queue)}</Td>
      <Td className="text-ink-2">{hit.region}</Td>
      <Td className="text-ink-2">
        {hit.reports} {hit.reports === 1 ? 'report' : 'reports'}
      </Td>
      <Td>{STAGE_WORDS[hit.stage as CaseStage] ?? plain(hit.stage)}</Td>
      <Td className="text-ink-2">opened {dateTime(hit.openedAt)}</Td>
      <Td className="text-ink-2">{hit.decidedAt ? `decided ${dateTime(hit.decidedAt)}` : ''}</Td>
    </Tr>
  )
}
