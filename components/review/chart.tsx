import type { ReactNode } from 'react'
import { cn } from '#components/ui/class-names'

/** A figure with its numbers as a table behind a summary, for whoever cannot see or trust a drawing. */
export function Figure({
  title,
  note,
  children,
  table,
}: {
  title: string
  note?: string
  children: ReactNode
  table: ReactNode
}) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="font-medium text-sm">{title}</h2>
        {note ? <span className="text-ink-3 text-xs">{note}</span> : null}
      </figcaption>
      {children}
      <details className="mt-1 text-ink-3 text-xs">
        <summary className="w-fit cursor-pointer hover:text-ink">As a table</summary>
        <div className="mt-1 text-ink-2">{table}</div>
      </details>
    </figure>
  )
}

export type Series = { name: string; values: (number | null)[]; tone: 'accent' | 'muted' }
const STROKES = { accent: 'var(--accent)', muted: 'var(--line-strong)' }
const FILLS = { accent: 'bg-accent', muted: 'bg-line-strong' }
const WIDTH = 560
const HEIGHT = 120
const LEFT = 34

/** The axis ends on a round number: 1, 2 or 5 times a power of ten. */
export function niceTop(highest: number): number {
  if (highest <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= highest) ?? highest
}

type PlotProps = {
  labels: string[]
  series: Series[]
  kind: 'bars' | 'lines'
  format?: (value: number) => string
  /** Where the axis may end, when round numbers are not round in this unit. */
  topOf?: (highest: number) => number
}

/** Days side by side: bars for counts, lines for times. A day without a value is a gap, not a zero. */
export function Plot({ labels, series, kind, format = String, topOf = niceTop }: PlotProps) {
  const top = topOf(Math.max(0, ...series.flatMap((s) => s.values.map((value) => value ?? 0))))
  const step = (WIDTH - LEFT) / labels.length
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT
  const middle = (at: number) => LEFT + step * (at + 0.5)
  return (
    <div>
      <svg viewBox={`0 -8 ${WIDTH} ${HEIGHT + 26}`} className="w-full" aria-hidden>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} stroke="var(--line)" />
            <text x={LEFT - 6} y={y(value) + 3} textAnchor="end" fontSize="10" fill="var(--ink-3)">
              {format(value)}
            </text>
          </g>
        ))}
        {labels.map((label, at) => (
          <text
            key={label}
            x={middle(at)}
            y={HEIGHT + 14}
            textAnchor="middle"
            fontSize="10"
            fill="var(--ink-3)"
            opacity={at % 2 === (labels.length - 1) % 2 ? 1 : 0}
          >
            {label}
          </text>
        ))}
        {series.map((one, index) =>
          kind === 'bars' ? (
            <Bars key={one.name} one={one} index={index} of={series.length} {...{ middle, y, step }} />
          ) : (
            <Line key={one.name} one={one} {...{ middle, y }} />
          ),
        )}
      </svg>
      <ul className="flex gap-4 text-ink-2 text-xs">
        {series.map((one) => (
          <li key={one.name} className="flex items-center gap-1.5">
            <span aria-hidden className={cn('size-2 rounded-full', FILLS[one.tone])} />
            {one.name}
          </li>
        ))}
      </ul>
    </div>
  )
}

type MarkProps = { one: Series; middle: (at: number) => number; y: (value: number) => number }

function Bars({ one, index, of, middle, y, step }: MarkProps & { index: number; of: number; step: number }) {
  const width = Math.min(10, (step * 0.7) / of)
  return one.values.map((value, at) => (
    <rect
      // biome-ignore lint/suspicious/noArrayIndexKey: a place on the axis is its identity
      key={at}
      x={middle(at) + (index - of / 2) * width}
      y={y(value ?? 0)}
      width={Math.max(width - 1, 1)}
      height={HEIGHT - y(value ?? 0)}
      rx={1}
      fill={STROKES[one.tone]}
    />
  ))
}

function Line({ one, middle, y }: MarkProps) {
  let path = ''
  one.values.forEach((value, at) => {
    if (value === null) return
    path += `${at > 0 && one.values[at - 1] !== null ? 'L' : 'M'}${middle(at)} ${y(value)}`
  })
  return (
    <g>
      <path d={path} fill="none" stroke={STROKES[one.tone]} strokeWidth="1.5" />
      {one.values.map((value, at) =>
        value === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place on the axis is its identity
          <circle key={at} cx={middle(at)} cy={y(value)} r="2.5" fill={STROKES[one.tone]} />
        ),
      )}
    </g>
  )
}
