'use client'

import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { Skeleton } from '#components/ui/skeleton'
import { ErrorState } from '#components/ui/state-message'
import { CalibrationsTable } from './calibrations-table'
import { DraftForm } from './draft-form'
import { METHOD_WORDS, percent, precisionWords, weekWords } from './figures-words'
import { ReliabilityFigure } from './reliability-figure'
import { DriftTable, HistogramFigure } from './score-figures'
import { ShadowSection } from './shadow-section'
import { type ClassifierDetail, type ClassifierSummary, useClassifier } from './use-classifiers'

const NEEDED = 50

/** One classifier on one platform: what is in force, whether it holds, and what may take its place. */
export function ClassifierPanel({
  summary,
  mayWrite,
  mayAudit,
}: {
  summary: ClassifierSummary
  mayWrite: boolean
  mayAudit: boolean
}) {
  const chosen = { platform: summary.platform.id, classifier: summary.classifier }
  const query = useClassifier(chosen)
  const [drafting, setDrafting] = useState(false)
  const detail = query.data
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label="Calibration" className="h-full overflow-auto px-6 py-5" tabIndex={0}>
      <div className="grid max-w-[1280px] gap-8">
        <InForce summary={summary} />
        {query.isPending ? (
          <div role="status" aria-label="Loading" className="grid gap-8 min-[1100px]:grid-cols-2">
            <Skeleton className="h-56" />
            <Skeleton className="h-56" />
          </div>
        ) : null}
        {query.error && !detail ? (
          <ErrorState
            title="The figures could not be read"
            action={<Button onClick={() => void query.refetch()}>Try again</Button>}
          >
            {messageOf(query.error)} Reports are scored as before.
          </ErrorState>
        ) : null}
        {detail ? (
          <>
            <Outcomes detail={detail} />
            <Figures detail={detail} />
            <div>
              <div className="mb-1 flex items-center justify-between gap-3">
                <h2 className="font-medium text-sm">Calibrations</h2>
                {mayWrite ? (
                  <Button onClick={() => setDrafting(true)} disabled={detail.versions.length === 0}>
                    <Plus aria-hidden />
                    New draft
                  </Button>
                ) : null}
              </div>
              <CalibrationsTable detail={detail} mayWrite={mayWrite} />
            </div>
            {detail.shadows.map((comparison) => (
              <ShadowSection
                key={comparison.calibrationId}
                comparison={comparison}
                detail={detail}
                mayAudit={mayAudit}
              />
            ))}
            <div>
              <h2 className="mb-1 font-medium text-sm">Drift by week</h2>
              <p className="mb-1 text-ink-3 text-xs">
                The population stability index compares a week’s scores with those that the calibration was
                made from, or with the first weeks seen: below 0.1 is stable, from 0.25 on another population.
              </p>
              <DriftTable weeks={detail.drift13} />
              <WeekFigure weeks={detail.drift13} />
            </div>
          </>
        ) : null}
      </div>
      <Dialog open={drafting} onOpenChange={setDrafting} title="New draft of a calibration">
        {drafting ? <DraftForm summary={summary} onDone={() => setDrafting(false)} /> : null}
      </Dialog>
    </section>
  )
}

/** Raw scores of the latest week beside those of the weeks before it. */
function WeekFigure({ weeks }: { weeks: ClassifierDetail['drift13'] }) {
  const latest = weeks.at(-1)
  if (!latest || weeks.length < 2) return null
  const before = weeks.slice(0, -1)
  return (
    <div className="mt-6 max-w-[616px]">
      <HistogramFigure
        title="Scores of the latest week"
        note="before any calibration"
        series={[
          {
            name: `${before.length} ${before.length === 1 ? 'week' : 'weeks'} before`,
            counts: latest.histogram.map((_, bin) =>
              before.reduce((sum, week) => sum + week.histogram[bin]!, 0),
            ),
            tone: 'muted',
          },
          { name: `Week from ${weekWords(latest.week)}`, counts: latest.histogram, tone: 'accent' },
        ]}
      />
    </div>
  )
}

function InForce({ summary }: { summary: ClassifierSummary }) {
  const { readiness, inForce, stale, version } = summary
  return (
    <div className="grid gap-2">
      <dl className="flex flex-wrap gap-x-12 gap-y-3">
        <Fact name="Version">{version ?? 'no worker has spoken yet'}</Fact>
        <Fact name="Calibration in force">{inForce ? METHOD_WORDS[inForce.method] : 'as shipped'}</Fact>
        <Fact name="Decided cases to learn from">
          {readiness.decisions.toLocaleString('en-GB')}: {readiness.positives} upheld, {readiness.negatives}{' '}
          not
        </Fact>
      </dl>
      {stale ? (
        <p role="status" className="rounded-md bg-warn-soft p-3 text-warn">
          The calibration in force belongs to a version that no worker runs any more. Scores are read as
          shipped until another is promoted.
        </p>
      ) : null}
      {readiness.enough ? null : (
        <p className="text-ink-2">
          Nothing to calibrate from yet: {NEEDED} decided reports are needed, at least 10 of them each way;{' '}
          {readiness.decisions} so far. The shipped calibration stays in force.
        </p>
      )}
      <p className="text-ink-3 text-xs">
        Only conversations that somebody reported are ever decided: what is learnt here holds for reports on
        this platform, not for all that is written there.
      </p>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  )
}

function Outcomes({ detail }: { detail: ClassifierDetail }) {
  const { outcome, cases, unavailable, days } = detail
  const all = cases + unavailable
  return (
    <dl className="flex flex-wrap gap-x-12 gap-y-3">
      <Fact name={`Cases in ${days} days`}>{all.toLocaleString('en-GB')}</Fact>
      <Fact name="At review or above">
        {outcome.review.cases.toLocaleString('en-GB')}, upheld {precisionWords(outcome.review)}
      </Fact>
      <Fact name="Urgent">
        {outcome.urgent.cases.toLocaleString('en-GB')}, upheld {precisionWords(outcome.urgent)}
      </Fact>
      <Fact name="Not scored">
        {unavailable.toLocaleString('en-GB')}
        {all > 0 ? ` (${percent(unavailable / all, 1)}); people look at all of them` : ''}
      </Fact>
    </dl>
  )
}

function Figures({ detail }: { detail: ClassifierDetail }) {
  if (detail.cases === 0)
    return (
      <p className="text-ink-2">
        This version has scored nothing on {detail.platform.name} in {detail.days} days.
      </p>
    )
  return (
    <div className="grid gap-x-12 gap-y-8 min-[1100px]:grid-cols-2">
      <HistogramFigure
        title="Scores as they are read"
        note={`${detail.cases.toLocaleString('en-GB')} cases`}
        series={[{ name: 'Share of cases', counts: detail.histogram, tone: 'accent' }]}
      />
      {detail.reliability.length > 0 ? (
        <ReliabilityFigure
          title="Said against upheld"
          note="decided cases, 95 % intervals"
          bins={detail.reliability}
        />
      ) : (
        <p className="text-ink-2">No case has been decided yet: how well the score fits cannot be shown.</p>
      )}
    </div>
  )
}
