import { CircleSlash } from 'lucide-react'
import { cn } from '#components/ui/class-names'
import type { CaseScore } from '#domain/queue-view'

const TONES: Record<string, { bar: string; text: string }> = {
  urgent: { bar: 'bg-danger', text: 'text-danger' },
  review: { bar: 'bg-warn', text: 'text-warn' },
  low: { bar: 'bg-line-strong', text: 'text-ink-3' },
}

/**
 * A calibrated score as bar, number and band. A classifier that failed on any report says so: what is left is shown
 * only when it is alarming in itself, never as a low score.
 */
export function Score({ score, className }: { score: CaseScore | undefined; className?: string }) {
  if (!score) return <span className="text-ink-3">not yet</span>
  const failed = score.status === 'unavailable'
  if (score.score === null || (failed && score.band === 'low'))
    return (
      <span className={cn('inline-flex items-center gap-1 text-warn', className)}>
        <CircleSlash aria-hidden className="size-3" />
        unavailable
      </span>
    )
  const tone = TONES[score.band ?? 'low'] ?? TONES.low!
  return (
    <span className={cn('inline-flex items-center gap-1.5 align-middle', className)}>
      <span aria-hidden className="h-1 w-9 overflow-hidden rounded-full bg-line">
        <span
          className={cn('block h-full rounded-full', tone.bar)}
          style={{ width: `${score.score * 100}%` }}
        />
      </span>
      <span className="tabular w-7 text-right text-ink-2">{shown(score.score)}</span>
      <span className={cn('text-xs', tone.text)}>{score.band}</span>
      {failed ? (
        <span className="text-warn" title="Unavailable for another report on this case">
          <CircleSlash aria-hidden className="size-3" />
          <span className="sr-only">unavailable for another report</span>
        </span>
      ) : null}
    </span>
  )
}

/** Two places, and never 1.00: no classifier is certain. */
function shown(score: number): string {
  return Math.min(score, 0.99).toFixed(2).slice(1)
}
