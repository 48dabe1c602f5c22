import { CircleSlash } from 'lucide-react'
import type { CaseSignal, CaseView } from '#domain/case-view'
import { Score } from './score'
import { Section } from './section'
import { CLASSIFIER_WORDS, plain } from './words'

const BAND_WORDS: Record<string, string> = {
  urgent: 'Strong signs. Look at the marked messages first.',
  review: 'Some signs. A person should judge.',
  low: 'Few or no signs. That is not proof of the contrary.',
}

/** What the classifiers said, in words: pointers for a person, never a verdict. */
export function SignalsSection({ view }: { view: CaseView }) {
  if (view.signals.length === 0)
    return (
      <Section title="Signals">
        <p className="text-ink-2">No classifier has spoken yet.</p>
      </Section>
    )
  return (
    <Section title="Signals">
      <ul className="grid gap-2.5">
        {view.signals.map((signal) => (
          <li key={`${signal.reportId} ${signal.classifier}`}>
            <div className="flex items-center justify-between gap-2">
              <span className="font-medium">
                {CLASSIFIER_WORDS[signal.classifier] ?? plain(signal.classifier)}
              </span>
              <Score score={signal} />
            </div>
            <Said signal={signal} />
            <p className="text-ink-3 text-xs">
              {signal.version}
              {view.reports.length > 1 ? ` · report ${reportNumber(view, signal.reportId)}` : ''}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Said({ signal }: { signal: CaseSignal }) {
  if (signal.status === 'unavailable')
    return (
      <p className="flex gap-1.5 text-warn">
        <CircleSlash aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        <span>
          Could not be scored
          {signal.unavailableReason ? ` (${plain(signal.unavailableReason).toLowerCase()})` : ''}. A person
          must look at everything.
        </span>
      </p>
    )
  const marked = signal.perMessage.filter(
    (message) => message.spans.length > 0 || message.contribution > 0,
  ).length
  const codes = [...new Set(signal.perMessage.flatMap((m) => m.spans.map((span) => span.code)))]
  const stages = signal.stages.map((stage) => plain(stage.stage).toLowerCase())
  return (
    <div className="text-ink-2">
      <p>
        {BAND_WORDS[signal.band ?? ''] ?? ''}{' '}
        {marked === 0 ? '' : `${marked} ${marked === 1 ? 'message' : 'messages'} marked.`}
      </p>
      {stages.length > 0 ? <p>Pattern: {stages.join(' → ')}</p> : null}
      {stages.length === 0 && codes.length > 0 ? (
        <p>Seen: {codes.map((code) => plain(code).toLowerCase()).join(', ')}</p>
      ) : null}
    </div>
  )
}

export function reportNumber(view: CaseView, reportId: string): number {
  return view.reports.findIndex((report) => report.id === reportId) + 1
}
