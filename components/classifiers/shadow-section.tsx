import Link from 'next/link'
import { Badge } from '#components/ui/badge'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { shortId } from '#domain/queue-view'
import type { ShadowComparison } from '#services/calibration/schema'
import { METHOD_WORDS, percent } from './figures-words'
import { HistogramFigure } from './score-figures'
import type { ClassifierDetail } from './use-classifiers'

/** What would have been said beside what was said, on the same releases. */
export function ShadowSection({
  comparison,
  detail,
  mayAudit,
}: {
  comparison: ShadowComparison
  detail: ClassifierDetail
  mayAudit: boolean
}) {
  const one = detail.calibrations.find(({ id }) => id === comparison.calibrationId)
  const name = one ? `${one.version}, ${METHOD_WORDS[one.method]}` : shortId(comparison.calibrationId)
  return (
    <section aria-label={`In shadow: ${name}`} className="grid gap-3">
      <h2 className="flex items-center gap-2 font-medium text-sm">
        In shadow: {name} <Badge tone="outline">moves nothing</Badge>
      </h2>
      {comparison.agreement === null ? (
        <p className="text-ink-2">It has scored nothing yet: every new report is scored by both.</p>
      ) : (
        <div className="grid gap-x-12 gap-y-6 min-[1100px]:grid-cols-2">
          <HistogramFigure
            title="Scores side by side"
            note={`${comparison.reports.toLocaleString('en-GB')} reports`}
            series={[
              { name: 'In force', counts: comparison.live, tone: 'muted' },
              { name: 'In shadow', counts: comparison.shadow, tone: 'accent' },
            ]}
          />
          <div className="grid content-start gap-3">
            <p>
              The same band for {percent(comparison.agreement, 1)} of reports; {comparison.up.reports} would
              move up, {comparison.down.reports} down.
            </p>
            <Table aria-label="Moves between bands">
              <thead>
                <tr>
                  <Th className="first:pl-0">In force</Th>
                  <Th>In shadow</Th>
                  <Th className="text-right last:pr-0">Reports</Th>
                </tr>
              </thead>
              <tbody>
                {comparison.moves.map(({ from, to, reports }) => (
                  <Tr key={`${from} ${to}`}>
                    <Td className="first:pl-0">{from}</Td>
                    <Td>{to}</Td>
                    <Td className="text-right last:pr-0">{reports.toLocaleString('en-GB')}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
            <Cases title="Would move up" cases={comparison.up.cases} mayAudit={mayAudit} />
            <Cases title="Would move down" cases={comparison.down.cases} mayAudit={mayAudit} />
          </div>
        </div>
      )}
    </section>
  )
}

/** Whoever reads this page opens no case. A lead finds in the ledger what was done with it. */
function Cases({ title, cases, mayAudit }: { title: string; cases: string[]; mayAudit: boolean }) {
  if (cases.length === 0) return null
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-ink-2 hover:text-ink">
        {title}: the newest {cases.length}
      </summary>
      <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-1 font-mono">
        {cases.map((id) => (
          <li key={id} title={id}>
            {mayAudit ? (
              <Link href={`/audit?case=${id}`} className="text-accent hover:underline">
                {shortId(id)}
              </Link>
            ) : (
              id
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
