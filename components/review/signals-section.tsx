import { CircleSlash } from 'lucide-react'
import { useRegistry } from '#components/shell/classifiers'
import type { CaseSignal, CaseView } from '#domain/case-view'
import type { CaseScore } from '#domain/queue-view'
import { signalWords, signalWordsOf } from '#domain/signal-words'
import { Score } from './score'
import { Section } from './section'
import { classifierName, plain } from './words'

const BAND_WORDS: Record<string, string> = {
  urgent: 'Strong signs. Look at the marked messages first.',
  review: 'Some signs. A person should judge.',
  low: 'Below the line for review, which proves nothing.',
}

/** What the classifiers said, in words: pointers for a person, never a verdict. */
export function SignalsSection({ view }: { view: CaseView }) {
  return (
    <Section title="Signals">
      {view.scores.length === 0 ? <p className="text-ink-2">No classifier has spoken yet.</p> : null}
      <ul className="grid gap-2.5">
        {view.scores.map((score) => (
          <Classifier key={score.classifier} score={score} view={view} />
        ))}
      </ul>
    </Section>
  )
}

function Classifier({ score, view }: { score: CaseScore; view: CaseView }) {
  const registry = useRegistry()
  const signals = view.signals.filter((signal) => signal.classifier === score.classifier)
  const spoke = signals.filter((signal) => signal.status === 'ok')
  const highest = spoke.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]
  return (
    <li>
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium">{classifierName(registry, score.classifier)}</span>
        <Score score={highest ?? score} />
      </div>
      {signals
        .filter((signal) => signal.status !== 'ok')
        .map((signal) => (
          <Unavailable key={signal.reportId} signal={signal} view={view} />
        ))}
      {highest ? <Said band={highest.band} signals={spoke} /> : null}
      <p className="text-ink-3 text-xs">
        version {[...new Set(signals.map((signal) => signal.version))].join(', ')}
      </p>
    </li>
  )
}

function Unavailable({ signal, view }: { signal: CaseSignal; view: CaseView }) {
  const number = view.reports.findIndex((report) => report.id === signal.reportId) + 1
  const why = signal.unavailableReason ? ` (${plain(signal.unavailableReason).toLowerCase()})` : ''
  return (
    <p className="flex gap-1.5 text-warn">
      <CircleSlash aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        {view.reports.length > 1 ? `Report ${number} could` : 'Could'} not be scored{why}. A person must look
        at all of it.
      </span>
    </p>
  )
}

function Said({ band, signals }: { band: string | null; signals: CaseSignal[] }) {
  const words = signalWordsOf(useRegistry())
  if (band === 'low') return <p className="text-ink-2">{BAND_WORDS.low}</p>
  const marked = signals.flatMap((signal) => signal.perMessage).filter((message) => message.spans.length > 0)
  const count = new Set(marked.map((message) => message.id)).size
  const stages = [...new Set(signals.flatMap((signal) => signal.stages.map((stage) => stage.stage)))]
  const codes = [...new Set(marked.flatMap((message) => message.spans.map((span) => span.code)))]
  const seen = stages.length > 0 ? stages : codes
  return (
    <p className="text-ink-2">
      {BAND_WORDS[band ?? '']} {count === 0 ? '' : `${count} ${count === 1 ? 'message' : 'messages'} marked`}
      {count > 0 && seen.length > 0
        ? `: ${[...new Set(seen.map((code) => signalWords(words, code)))].join(', ')}.`
        : ''}
      {count > 0 && seen.length === 0 ? '.' : ''}
    </p>
  )
}
