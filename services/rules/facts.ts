import { bandFact } from '#domain/classifier'
import type { CaseFacts, FACT_BANDS } from '#domain/facts'
import { BANDS, type Band } from '#domain/signal'

type ReportFacts = {
  id: string
  reason: string
  source: string
  reporterAge: string
  subjectAge: string
  /** Whether the classifiers have had their say on it, in whatever way. */
  scored: boolean
}
export type SignalFacts = {
  reportId: string
  classifier: string
  attempt: number
  status: string
  score: number | null
  band: string | null
}
/** What one query reads of a case. Reports are in the order in which they came. */
export type CaseRecord = {
  id: string
  version: number
  stage: string
  platform: string
  region: string
  kind: string
  reportCount: number
  messageCount: number
  subjectCases: number
  openedAtMs: number
  reports: ReportFacts[]
  signals: SignalFacts[]
}

const MINOR = ['under_13', '13_15', '16_17']

/**
 * The latest attempt on each report speaks for it, and the most alarming report for the case. A report that a
 * classifier said nothing of counts as unavailable: score 1 and `scored` false, never a low score. A band of
 * `urgent` from another report still stands, so that a failure cannot hide it either.
 */
function opinion(record: CaseRecord, classifier: string) {
  const latest = new Map<string, SignalFacts>()
  for (const signal of record.signals) {
    if (signal.classifier !== classifier) continue
    const known = latest.get(signal.reportId)
    if (!known || signal.attempt > known.attempt) latest.set(signal.reportId, signal)
  }
  const heard = record.reports.filter((report) => report.scored)
  let score = 0
  let rank = -1
  let available = heard.length > 0
  for (const report of heard) {
    const signal = latest.get(report.id)
    const band = BANDS.indexOf(signal?.band as Band)
    if (signal?.status !== 'ok' || signal.score === null || band < 0) available = false
    else {
      score = Math.max(score, signal.score)
      rank = Math.max(rank, band)
    }
  }
  const urgent = BANDS.indexOf('urgent')
  const band: (typeof FACT_BANDS)[number] = rank === urgent || available ? BANDS[rank]! : 'unavailable'
  return { score: available ? score : 1, band, available }
}

const PLUGIN = 'plugin.'

/**
 * Scorers of somebody else's, together: the most alarming speaks. They are asked after the report was scored, so a report
 * that none has spoken of is waiting or was never sent, which says nothing; one that failed counts as unavailable.
 */
function pluginOpinion(record: CaseRecord): { score: number; band: string; available: boolean } {
  const latest = new Map<string, SignalFacts>()
  for (const signal of record.signals) {
    if (!signal.classifier.startsWith(PLUGIN)) continue
    const key = `${signal.classifier} ${signal.reportId}`
    if ((latest.get(key)?.attempt ?? -1) < signal.attempt) latest.set(key, signal)
  }
  let score = 0
  let rank = -1
  let available = true
  for (const signal of latest.values()) {
    const band = BANDS.indexOf(signal.band as Band)
    if (signal.status !== 'ok' || signal.score === null || band < 0) available = false
    else {
      score = Math.max(score, signal.score)
      rank = Math.max(rank, band)
    }
  }
  if (rank === BANDS.indexOf('urgent')) return { score: available ? score : 1, band: 'urgent', available }
  if (!available) return { score: 1, band: 'unavailable', available }
  return { score, band: BANDS[rank] ?? 'none', available }
}

/**
 * @param classifiers the registry: one that has said nothing of a case is unavailable there, never low.
 * @throws RangeError when the case has no report, which the schema does not allow to happen.
 */
export function caseFacts(record: CaseRecord, classifiers: readonly { name: string }[]): CaseFacts {
  const first = record.reports[0]
  if (!first) throw new RangeError('a case without a report has no facts')
  const said = classifiers.map(({ name }) => ({ name, ...opinion(record, name) }))
  const plugin = pluginOpinion(record)
  return {
    reason: first.reason,
    source: first.source,
    region: record.region,
    platform: record.platform,
    kind: record.kind,
    reports: record.reportCount,
    messages: record.messageCount,
    reporterAge: first.reporterAge,
    subjectAge: first.subjectAge,
    minorInvolved: record.reports.some((r) => MINOR.includes(r.reporterAge) || MINOR.includes(r.subjectAge)),
    subjectCases: record.subjectCases,
    plugin: plugin.score,
    pluginBand: plugin.band,
    scored: said.every(({ available }) => available) && plugin.available,
    ...Object.fromEntries(
      said.flatMap(({ name, score, band }) => [
        [name, score],
        [bandFact(name), band],
      ]),
    ),
  }
}
