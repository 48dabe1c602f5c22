import { Figure, Plot, type Series } from '#components/review/chart'
import { Badge } from '#components/ui/badge'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { stabilityLevel } from '#domain/score-histogram'
import type { DriftWeekView } from '#services/calibration/schema'
import { ALARM_WORDS, percent, weekWords } from './figures-words'

const EDGES = Array.from({ length: 20 }, (_, i) => (i / 20).toFixed(2).replace('0.', '.'))

/** Scores in twenty bins; of two populations side by side the shares, so that their sizes do not matter. */
export function HistogramFigure({
  title,
  note,
  series,
}: {
  title: string
  note?: string
  series: { name: string; counts: number[]; tone: Series['tone'] }[]
}) {
  const shared = series.map(({ name, counts, tone }) => {
    const all = counts.reduce((sum, count) => sum + count, 0)
    return { name, tone, values: counts.map((count) => (all === 0 ? 0 : (count / all) * 100)) }
  })
  return (
    <Figure
      title={title}
      {...(note ? { note } : {})}
      table={
        <table className="text-xs">
          <thead>
            <tr>
              {['From', ...series.map(({ name }) => name)].map((name) => (
                <th key={name} scope="col" className="pr-6 text-left font-normal text-ink-3 last:pr-0">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {EDGES.map((edge, at) => (
              <tr key={edge}>
                <td className="pr-6">{edge}</td>
                {series.map(({ name, counts }) => (
                  <td key={name} className="pr-6">
                    {counts[at]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <Plot kind="bars" labels={EDGES} series={shared} format={(value) => `${value} %`} />
    </Figure>
  )
}

const LEVELS = {
  too_few: { words: 'too few', tone: 'neutral' },
  stable: { words: 'stable', tone: 'ok' },
  watch: { words: 'watch', tone: 'warn' },
  alarm: { words: 'moved', tone: 'danger' },
} as const

/** How far each week lies from the reference, and what became of the cases above the review threshold. */
export function DriftTable({ weeks }: { weeks: DriftWeekView[] }) {
  if (weeks.length === 0)
    return (
      <p className="py-2 text-ink-2">Nothing has been counted yet: workers count every quarter of an hour.</p>
    )
  return (
    <Table aria-label="Drift by week">
      <thead>
        <tr>
          <Th className="first:pl-0">Week from</Th>
          <Th className="text-right">Scored</Th>
          <Th className="text-right">Not scored</Th>
          <Th className="text-right">Stability index</Th>
          <Th>Scores</Th>
          <Th className="text-right">Upheld above review</Th>
          <Th className="last:pr-0">Alarms</Th>
        </tr>
      </thead>
      <tbody>
        {weeks.toReversed().map((week) => {
          const level = LEVELS[stabilityLevel(week.psi, week.scored)]
          return (
            <Tr key={week.week}>
              <Td className="first:pl-0">{weekWords(week.week)}</Td>
              <Td className="text-right">{week.scored.toLocaleString('en-GB')}</Td>
              <Td className="text-right">{week.unavailable.toLocaleString('en-GB')}</Td>
              <Td className="text-right">{week.psi === null ? '–' : week.psi.toFixed(2)}</Td>
              <Td>
                {week.psi === null ? (
                  <Badge>not compared</Badge>
                ) : (
                  <Badge tone={level.tone}>{level.words}</Badge>
                )}
              </Td>
              <Td className="text-right">
                {week.flagged === 0
                  ? 'none decided'
                  : `${percent(week.upheld / week.flagged)} of ${week.flagged.toLocaleString('en-GB')}`}
              </Td>
              <Td className="last:pr-0">
                <span className="flex flex-wrap gap-1">
                  {week.alarms.map((alarm) => (
                    <Badge key={alarm} tone="danger">
                      {ALARM_WORDS[alarm]}
                    </Badge>
                  ))}
                </span>
              </Td>
            </Tr>
          )
        })}
      </tbody>
    </Table>
  )
}
