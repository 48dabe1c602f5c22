import { Figure } from '#components/review/chart'
import type { StoredMetrics } from '#services/calibration/schema'
import { percent, rangeWords } from './figures-words'

type Bins = StoredMetrics['reliability']['before']
const SIDE = 220
const LEFT = 34

/** What was said against what people decided: on the diagonal a 0.7 is upheld seven times in ten. */
export function ReliabilityFigure({ bins, title, note }: { bins: Bins; title: string; note?: string }) {
  return (
    <Figure
      title={title}
      {...(note ? { note } : {})}
      table={
        <table className="text-xs">
          <thead>
            <tr>
              {['Said', 'Upheld', '95 % interval', 'Cases'].map((name) => (
                <th key={name} scope="col" className="pr-6 text-left font-normal text-ink-3 last:pr-0">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bins.map((bin, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
              <tr key={at}>
                <td className="pr-6">{percent(bin.predicted, 1)}</td>
                <td className="pr-6">{percent(bin.observed, 1)}</td>
                <td className="pr-6">{rangeWords(bin.interval, percent)}</td>
                <td>{bin.n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <svg viewBox={`0 -8 ${LEFT + SIDE + 8} ${SIDE + 26}`} className="w-full max-w-72" aria-hidden>
        {[0, 0.5, 1].map((value) => (
          <g key={value} fontSize="10" fill="var(--ink-3)">
            <line x1={LEFT} x2={LEFT + SIDE} y1={y(value)} y2={y(value)} stroke="var(--line)" />
            <line x1={x(value)} x2={x(value)} y1={0} y2={SIDE} stroke="var(--line)" />
            <text x={LEFT - 6} y={y(value) + 3} textAnchor="end">
              {value}
            </text>
            <text x={x(value)} y={SIDE + 14} textAnchor="middle">
              {value}
            </text>
          </g>
        ))}
        <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--line-strong)" strokeDasharray="3 3" />
        {bins.map((bin, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          <g key={at} stroke="var(--accent)">
            <line
              x1={x(bin.predicted)}
              x2={x(bin.predicted)}
              y1={y(bin.interval[0])}
              y2={y(bin.interval[1])}
              opacity="0.5"
            />
            <circle cx={x(bin.predicted)} cy={y(bin.observed)} r="3" fill="var(--accent)" />
          </g>
        ))}
      </svg>
    </Figure>
  )
}

const x = (value: number) => LEFT + value * SIDE
const y = (value: number) => SIDE - value * SIDE
