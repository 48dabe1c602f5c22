import { Table, Td, Th, Tr } from '#components/ui/table'
import type { CalibrationView } from '#services/calibration/schema'
import { METHOD_WORDS, percent, precisionWords, rangeWords, targetWords } from './figures-words'
import { ReliabilityFigure } from './reliability-figure'

const ROWS = [
  ['calibrationError', 'Calibration error'],
  ['brier', 'Brier score'],
  ['logLoss', 'Log loss'],
] as const
const three = (value: number) => value.toFixed(3)

/** What a calibration was made from and how it does on decisions that it was not fitted to. */
export function CalibrationFigures({ one }: { one: CalibrationView }) {
  const { metrics, targets, would } = one
  if (!metrics) return null
  return (
    <div className="grid gap-5">
      <p className="text-ink-2">
        {METHOD_WORDS[one.method]}, from {one.n.toLocaleString('en-GB')} decided cases, {metrics.positives} of
        them upheld. The score ranks them with an area under the curve of {three(metrics.auc)}. Tried:{' '}
        {metrics.candidates
          .map(({ method, logLoss }) => `${METHOD_WORDS[method]} ${three(logLoss)}`)
          .join(', ')}{' '}
        (log loss on decisions held out).
      </p>
      <Table aria-label="Before and after">
        <thead>
          <tr>
            <Th className="first:pl-0">On decisions held out</Th>
            <Th>As shipped</Th>
            <Th className="last:pr-0">Calibrated</Th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([key, name]) => (
            <Tr key={key}>
              <Td className="first:pl-0">{name}</Td>
              {[metrics.before[key], metrics.after[key]].map(({ value, interval }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: before and after
                <Td key={at} className="last:pr-0">
                  {three(value)} <span className="text-ink-3">({rangeWords(interval, three)})</span>
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      <div className="grid gap-6 sm:grid-cols-2">
        <ReliabilityFigure title="As shipped" bins={metrics.reliability.before} />
        <ReliabilityFigure title="Calibrated" note="held out" bins={metrics.reliability.after} />
      </div>
      {targets && would ? (
        <ul className="grid gap-1 text-ink-2">
          <li>
            Review: {targetWords(targets.review)}. {would.review.cases} cases, upheld{' '}
            {precisionWords(would.review)}.
          </li>
          <li>
            Urgent: {targetWords(targets.urgent)}. {would.urgent.cases} cases, upheld{' '}
            {precisionWords(would.urgent)}.
          </li>
        </ul>
      ) : null}
      <p className="text-ink-3 text-xs">
        Thresholds are set on the decisions that the curve was fitted to, so their precision is a little
        hopeful; the intervals are {percent(0.95)} ones.
      </p>
    </div>
  )
}
