import { cn } from '#components/ui/class-names'
import { AGE_BUCKETS, type Overview } from '#domain/overview'
import { Figure, Plot } from './chart'
import { duration } from './time'
import { queueName } from './words'

type Data = { data: Overview }

/** The axis of times ends on what people count in: whole hours or days, and halves well. */
function timeTop(highest: number): number {
  const day = 1_440
  return (
    [20, 60, 120, 240, 480, 720, day, 2 * day, 4 * day, 10 * day, 20 * day, 60 * day].find(
      (top) => top >= highest,
    ) ?? highest
  )
}

function dayLabel(day: string): string {
  return `${Number(day.slice(8))}.${Number(day.slice(5, 7))}.`
}

export function minutes(value: number | null): string {
  return value === null ? '–' : duration(value * 60_000)
}

/** Open cases by how long ago their first report came: the older the darker. */
export function BacklogFigure({ data }: Data) {
  const totals = AGE_BUCKETS.map((_, at) => data.backlog.reduce((sum, row) => sum + row.byAge[at]!, 0))
  const most = Math.max(1, ...totals)
  return (
    <Figure
      title="Backlog by age"
      note={`${data.open.toLocaleString('en-GB')} open`}
      table={
        <Numbers
          head={['Queue', ...AGE_BUCKETS]}
          rows={data.backlog.map((row) => [queueName(row.queue), ...row.byAge.map(String)])}
        />
      }
    >
      <ul className="grid gap-2" aria-label="Open cases by age">
        {AGE_BUCKETS.map((name, at) => (
          <li key={name} className="grid grid-cols-[72px_1fr_48px] items-center gap-3">
            <span className="text-ink-2 text-xs">{name}</span>
            <span aria-hidden className="h-4 rounded-sm bg-sunken">
              <span
                className={cn('block h-full rounded-sm bg-accent', AGES[at])}
                style={{ width: `${(totals[at]! / most) * 100}%` }}
              />
            </span>
            <span className="tabular text-right">{totals[at]!.toLocaleString('en-GB')}</span>
          </li>
        ))}
      </ul>
    </Figure>
  )
}
const AGES = ['opacity-35', 'opacity-50', 'opacity-65', 'opacity-80', 'opacity-100']

export function DecisionTimeFigure({ data }: Data) {
  return (
    <Figure
      title="Time to first decision"
      note="by day of the decision"
      table={
        <Numbers
          head={['Day', 'Median', '90th percentile']}
          rows={data.days.map((day) => [day.day, minutes(day.medianMinutes), minutes(day.p90Minutes)])}
        />
      }
    >
      <Plot
        kind="lines"
        labels={data.days.map((day) => dayLabel(day.day))}
        series={[
          { name: '90th percentile', values: data.days.map((day) => day.p90Minutes), tone: 'muted' },
          { name: 'Median', values: data.days.map((day) => day.medianMinutes), tone: 'accent' },
        ]}
        format={(value) => (value === 0 ? '0' : duration(value * 60_000))}
        topOf={timeTop}
      />
    </Figure>
  )
}

export function ThroughputFigure({ data }: Data) {
  return (
    <Figure
      title="Opened and decided"
      note="cases a day"
      table={
        <Numbers
          head={['Day', 'Opened', 'Decided']}
          rows={data.days.map((day) => [day.day, String(day.opened), String(day.decided)])}
        />
      }
    >
      <Plot
        kind="bars"
        labels={data.days.map((day) => dayLabel(day.day))}
        series={[
          { name: 'Opened', values: data.days.map((day) => day.opened), tone: 'muted' },
          { name: 'Decided', values: data.days.map((day) => day.decided), tone: 'accent' },
        ]}
      />
    </Figure>
  )
}

function Numbers({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <table className="text-xs">
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col" className="pr-6 text-left font-normal text-ink-3 last:pr-0">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row[0]}>
            {row.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <td key={at} className="pr-6 last:pr-0">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
