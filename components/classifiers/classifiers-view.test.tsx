import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { CalibrationView, ClassifierDetail, Outcome, StoredMetrics } from '#services/calibration/schema'
import { CalibrationFigures } from './calibration-figures'
import { ClassifiersView } from './classifiers-view'
import type { ClassifierSummary } from './use-classifiers'

const outcome: Outcome = { cases: 12, decided: 10, upheld: 8, precision: 0.8, interval: [0.49, 0.94] }
const summary: ClassifierSummary = {
  platform: { id: 'harbour', name: 'Harbour' },
  classifier: 'harassment',
  version: 'v1',
  versions: [{ version: 'v1', candidate: false }],
  inForce: null,
  stale: false,
  readiness: { decisions: 3, positives: 2, negatives: 1, enough: false },
  drift: null,
  proposals: 0,
}
const bins: StoredMetrics['reliability']['before'] = [
  { n: 10, predicted: 0.7, observed: 0.5, interval: [0.24, 0.76] },
]
const estimate = { value: 0.123, interval: [0.1, 0.2] as [number, number] }
const quality = { logLoss: estimate, brier: estimate, calibrationError: estimate }
const calibration: CalibrationView = {
  id: '0198a000-0000-7000-8000-00000000c001',
  version: 'v1',
  method: 'platt',
  thresholds: { review: 0.25, urgent: 0.75 },
  targets: { review: { by: 'false_positive_rate', value: 0.05 }, urgent: { by: 'precision', value: 0.8 } },
  metrics: {
    positives: 20,
    auc: 0.91,
    candidates: [{ method: 'platt', logLoss: 0.4, brier: 0.1 }],
    before: quality,
    after: quality,
    reliability: { before: bins, after: bins },
    at: { review: outcome, urgent: outcome },
  },
  n: 60,
  fromAt: null,
  toAt: null,
  state: 'draft',
  createdBy: 'Alva Berg',
  createdAt: '2026-11-22T04:00:00.000Z',
  proposedBy: null,
  ownProposal: false,
  promotedBy: null,
  promotedAt: null,
  retiredAt: null,
  would: { review: outcome, urgent: outcome },
}
const detail = (given: Partial<ClassifierDetail> = {}): ClassifierDetail => ({
  ...summary,
  days: 90,
  cases: 40,
  unavailable: 2,
  histogram: new Array(20).fill(2),
  outcome: { review: outcome, urgent: outcome },
  reliability: bins,
  calibrations: [],
  drift13: [],
  shadows: [],
  ...given,
})

function page(given: { summary?: ClassifierSummary; detail?: ClassifierDetail; mayWrite?: boolean }): string {
  const client = new QueryClient()
  client.setQueryData(['classifiers'], { classifiers: [given.summary ?? summary] })
  if (given.detail) client.setQueryData(['classifiers', 'harbour', 'harassment'], given.detail)
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <ClassifiersView mayWrite={given.mayWrite ?? true} mayAudit={!(given.mayWrite ?? true)} />
    </QueryClientProvider>,
  )
}

describe('the page of the classifiers', () => {
  it('says how far it is from having something to learn from, and that the shipped calibration stays', () => {
    const html = page({ detail: detail() })
    expect(html).toContain('Nothing to calibrate from yet: 50 decided reports are needed')
    expect(html).toContain('3 so far')
    expect(html).toContain('The shipped calibration stays in force.')
    expect(html).toContain('Only conversations that somebody reported are ever decided')
  })

  it('shows that it loads', () => {
    expect(page({})).toContain('aria-label="Loading"')
  })

  it('offers the steps to admins, and none of them to leads', () => {
    const some = detail({ calibrations: [calibration] })
    for (const label of ['New draft', 'Run in shadow', 'Discard', 'Propose']) {
      expect(page({ detail: some })).toContain(label)
      expect(page({ detail: some, mayWrite: false })).not.toContain(label)
    }
    expect(page({ detail: some, mayWrite: false })).toContain('Figures')
  })

  it('lets nobody promote what they proposed themselves', () => {
    const proposed = { ...calibration, proposedBy: 'Alva Berg' }
    const own = page({ detail: detail({ calibrations: [{ ...proposed, ownProposal: true }] }) })
    expect(own).toContain('another admin must promote it')
    expect(own).not.toContain('Promote…')
    expect(page({ detail: detail({ calibrations: [proposed] }) })).toContain('Promote…')
  })

  it('shows alarms, a calibration that is out of use, and what a shadow would move', () => {
    const html = page({
      summary: {
        ...summary,
        stale: true,
        drift: { week: '2026-11-16', psi: 0.4, scored: 200, alarms: ['psi'] },
      },
      mayWrite: false,
      detail: detail({
        drift13: [
          {
            week: '2026-11-09',
            scored: 100,
            unavailable: 0,
            psi: null,
            flagged: 0,
            upheld: 0,
            alarms: [],
            histogram: new Array(20).fill(7),
          },
          {
            week: '2026-11-16',
            scored: 200,
            unavailable: 0,
            psi: 0.4,
            flagged: 10,
            upheld: 2,
            alarms: ['psi', 'precision'],
            histogram: new Array(20).fill(1),
          },
        ],
        calibrations: [{ ...calibration, state: 'shadow' }],
        shadows: [
          {
            calibrationId: calibration.id,
            reports: 4,
            agreement: 0.75,
            moves: [{ from: 'low', to: 'urgent', reports: 1 }],
            up: { reports: 1, cases: ['0198a000-0000-7000-8000-00000000d001'] },
            down: { reports: 0, cases: [] },
            live: new Array(20).fill(1),
            shadow: new Array(20).fill(1),
          },
        ],
      }),
    })
    expect(html).toContain('belongs to a version that no worker runs any more')
    expect(html).toContain('1 week before')
    expect(html).toContain('Week from 16 Nov')
    expect(html).toContain('scores moved')
    expect(html).toContain('fewer upheld than promised')
    expect(html).toContain('75.0 % of reports; 1 would move up')
    expect(html).toContain('/audit?case=0198a000-0000-7000-8000-00000000d001')
  })

  it('gives every figure as numbers too', () => {
    const html = renderToStaticMarkup(<CalibrationFigures one={calibration} />)
    expect(html).toContain('0.123')
    expect(html).toContain('0.100 to 0.200')
    expect(html).toContain('at most 5.0 % of harmless decided cases')
    expect(html).toContain('80 % (49 %–94 % of 10)')
  })
})
