import Link from 'next/link'
import type { CaseView } from '#domain/case-view'
import { Facts, Section } from './section'
import { dateTime } from './time'
import { ageBand, plain } from './words'

/** Who is on either side: the platform's account ids and the age bands it gave. No names, no profiles. */
export function PartiesSection({ view }: { view: CaseView }) {
  const subjectAge = view.reports[0]?.subject.ageBand ?? 'unknown'
  const reporters = new Map(view.reports.map((report) => [report.reporter.id, report.reporter.ageBand]))
  return (
    <Section title="Parties">
      <Facts
        facts={[
          ['Reported', <Account key="s" id={view.subject} age={subjectAge} />],
          [
            reporters.size > 1 ? 'Reporters' : 'Reporter',
            <span key="r" className="grid">
              {[...reporters].map(([id, age]) => (
                <Account key={id} id={id} age={age} />
              ))}
            </span>,
          ],
          [
            'Conversation',
            <span key="c">
              <IdLink id={view.conversation} />{' '}
              <span className="text-ink-3">
                {view.kind}, {view.platform}
              </span>
            </span>,
          ],
        ]}
      />
    </Section>
  )
}

function Account({ id, age }: { id: string; age: string }) {
  const minor = age === 'under_13' || age === '13_15' || age === '16_17'
  return (
    <span>
      <IdLink id={id} />{' '}
      <span className={minor ? 'font-medium text-danger' : 'text-ink-3'}>{ageBand(age)}</span>
    </span>
  )
}

function IdLink({ id }: { id: string }) {
  return (
    <Link
      href={`/search?q=${encodeURIComponent(id)}`}
      className="font-mono text-xs underline decoration-line-strong underline-offset-2 hover:text-accent"
    >
      {id}
    </Link>
  )
}

/** Each report on the conversation. What its reporter wrote is content: the reader shows it. */
export function ReportsSection({ view, unseen }: { view: CaseView; unseen: ReadonlySet<string> }) {
  return (
    <Section title={view.reports.length === 1 ? 'Report' : `${view.reports.length} reports`}>
      <ol className="grid gap-2">
        {view.reports.map((report, at) => (
          <li key={report.id}>
            <p>
              {view.reports.length > 1 ? <span className="text-ink-3">{at + 1}. </span> : null}
              <span className="font-medium">{plain(report.reason)}</span>
              <span className="text-ink-2"> · {plain(report.source).toLowerCase()}</span>
              {unseen.has(report.id) ? <span className="font-medium text-warn"> · not yet seen</span> : null}
            </p>
            <p className="text-ink-3 text-xs">
              <span className="font-mono">{report.externalId}</span> · {dateTime(report.reportedAt)} ·{' '}
              {report.messages} {report.messages === 1 ? 'message' : 'messages'}
              {report.hasNote ? ' · with a note' : ''}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  )
}

const OUTCOMES: Record<string, string> = {
  matched: 'matched',
  error: 'could not be evaluated, so it counts as urgent',
  default: 'no rule matched',
  unscored: 'a classifier was unavailable, so a person must look',
}

/** Why the case stands where it stands. */
export function RoutingSection({ view }: { view: CaseView }) {
  if (!view.routing) return null
  const { version, reasons } = view.routing
  return (
    <Section
      title="Why it is here"
      aside={version === null ? null : <span className="text-ink-3 text-xs">rules version {version}</span>}
    >
      <ul className="grid gap-1">
        {reasons.map(({ rule, name, outcome }) => (
          <li key={rule}>
            {outcome === 'default' || outcome === 'unscored' ? (
              plain(OUTCOMES[outcome]!)
            ) : (
              <>
                <span className="font-medium">{name}</span>{' '}
                <span className="text-ink-2">{OUTCOMES[outcome]}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const EVENTS: Record<string, string> = {
  'report.received': 'Report received',
  'report.joined': 'A further report joined',
  'report.ready': 'The further report can be read',
  'report.shredded': 'Messages were destroyed',
  'report.refused': 'A report could not be opened by the key service',
  'report.late': 'A report was scored after the decision',
  'case.classified': 'Scored',
  'case.routed': 'Put into its queue',
  'case.claimed': 'Claimed',
  'case.returned': 'Given back',
  'case.lease_expired': 'The claim ran out',
  'case.decided': 'Decided',
  'decision.refused': 'The key service refused the decision',
  'decision.unrecorded': 'The ledger has a decision that is not stored here',
  'delivery.delivered': 'The platform was told',
  'delivery.dead': 'The platform could not be told',
}

export function TimelineSection({ view }: { view: CaseView }) {
  return (
    <Section title="Timeline">
      <ol className="grid gap-1">
        {view.events.map((event) => (
          <li key={event.id} className="grid grid-cols-[96px_1fr] gap-x-3">
            <time dateTime={event.at} className="tabular text-ink-3 text-xs leading-[18px]">
              {dateTime(event.at)}
            </time>
            <span>
              {EVENTS[event.kind] ?? plain(event.kind)}
              {event.actor ? <span className="text-ink-2"> by {event.actor}</span> : null}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
