import {
  CalibrationParameters,
  type CalibrationState,
  recalibrate,
  Thresholds,
  ThresholdTargets,
} from '#domain/calibration'
import { type ClassifierDescription, labelOf } from '#domain/classifier'
import type { Authorised } from '#domain/permission'
import { drawnBins, histogramOf } from '#domain/score-histogram'
import type { Calibration } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import { prismaQuery } from '#lib/prisma-query'
import { type CaseScore, caseScores, judgedBy, outcomesAt } from './case-scores'
import { LEAST_DECISIONS, LEAST_OF_EACH } from './choose'
import { compareShadow } from './compare'
import { DRIFT_WEEKS } from './drift-data'
import { reliability } from './metrics'
import {
  type CalibrationView,
  type ClassifierDetail,
  type ClassifierSummary,
  type DriftAlarm,
  type DriftWeekView,
  StoredMetrics,
} from './schema'

type Auth = Authorised<'classifiers:read'>
export const LOOK_BACK_DAYS = 90
const DAY_MS = 86_400_000

/** Every classifier on every platform: what speaks, whether it drifts, what waits. */
export async function listClassifiers(
  _auth: Auth,
  registry: readonly ClassifierDescription[],
  now: Date,
): Promise<ClassifierSummary[]> {
  const platforms = await prisma().platform.findMany({
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  })
  const [versions, rows, weeks, decided] = await Promise.all([
    prisma().classifierVersion.findMany({ orderBy: { seenAt: 'desc' } }),
    prisma().calibration.findMany({ where: { OR: [{ state: 'active' }, { proposedBy: { not: null } }] } }),
    prisma().driftWeek.findMany({
      where: { week: { gte: new Date(now.getTime() - 14 * DAY_MS) } },
      orderBy: { week: 'desc' },
    }),
    decidedCounts(registry, now),
  ])
  return platforms.flatMap((platform) =>
    registry.map((described) => {
      const classifier = described.name
      const own = rows.filter((row) => row.platformId === platform.id && row.classifier === classifier)
      const runs = versions.filter((version) => version.classifier === classifier)
      const active = own.find(({ state }) => state === 'active')
      const stale = active !== undefined && !runs.some(({ version }) => version === active.version)
      const week = weeks.find((one) => one.platformId === platform.id && one.classifier === classifier)
      const serving = active && !stale ? active.version : runs.find(({ candidate }) => !candidate)?.version
      return {
        platform,
        classifier,
        version: serving ?? null,
        versions: runs.map(({ version, candidate }) => ({ version, candidate })),
        inForce:
          active && !stale
            ? {
                id: active.id,
                method: methodOf(active),
                promotedAt: active.promotedAt?.toISOString() ?? null,
              }
            : null,
        stale,
        readiness: decided(platform.id, described),
        drift: week
          ? {
              week: week.week.toISOString().slice(0, 10),
              psi: week.psi,
              scored: week.scored,
              alarms: week.alarms as DriftAlarm[],
            }
          : null,
        proposals: own.filter(({ state, proposedBy }) => state !== 'active' && proposedBy !== null).length,
      }
    }),
  )
}

/** One classifier on one platform, with the last 90 days as they were and as they would have been. */
export async function classifierDetail(
  auth: Auth,
  { platform, classifier: described }: { platform: string; classifier: ClassifierDescription },
  now: Date,
): Promise<ClassifierDetail | undefined> {
  const classifier = described.name
  const summary = (await listClassifiers(auth, [described], now)).find(
    (one) => one.platform.id === platform && one.classifier === classifier,
  )
  if (!summary) return undefined
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS)
  const scoresOf = (version: string) =>
    caseScores(prismaQuery(), { platform, classifier: described, version, since })
  const [rows, weeks, people] = await Promise.all([
    prisma().calibration.findMany({
      where: { platformId: platform, classifier },
      orderBy: { createdAt: 'desc' },
      take: 50,
    }),
    prisma().driftWeek.findMany({
      where: { platformId: platform, classifier },
      orderBy: { week: 'desc' },
      take: DRIFT_WEEKS,
    }),
    prisma().person.findMany({ select: { id: true, name: true } }),
  ])
  const versions = new Set([
    ...rows.map(({ version }) => version),
    ...(summary.version ? [summary.version] : []),
  ])
  const scores = new Map<string, Awaited<ReturnType<typeof caseScores>>>()
  for (const version of versions) scores.set(version, await scoresOf(version))
  const { cases, unavailable } = scores.get(summary.version ?? '') ?? { cases: [], unavailable: 0 }
  const active = rows.find(({ id }) => id === summary.inForce?.id)
  const parameters = CalibrationParameters.safeParse(active?.parameters)
  const read = ({ raw }: CaseScore) => (parameters.success ? recalibrate(parameters.data, raw) : raw)
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? null
  const shadows = rows.filter(({ state }) => state === 'shadow')
  return {
    ...summary,
    days: LOOK_BACK_DAYS,
    cases: cases.length,
    unavailable,
    histogram: drawnBins(histogramOf(cases.map(read))),
    outcome: outcomesAt(cases),
    reliability: reliability(judgedBy(cases, read)).map(({ interval: [low, high], ...bin }) => ({
      ...bin,
      interval: [low, high],
    })),
    calibrations: rows.map((row) =>
      calibrationView(row, scores.get(row.version)?.cases ?? [], nameOf, auth.actor.personId),
    ),
    drift13: weeks.toReversed().map(weekView),
    shadows: await Promise.all(shadows.map(({ id }) => compareShadow(prismaQuery(), id, since))),
  }
}

function methodOf(row: Calibration) {
  const parameters = CalibrationParameters.safeParse(row.parameters)
  return parameters.success ? parameters.data.method : 'shipped'
}

function calibrationView(
  row: Calibration,
  cases: readonly CaseScore[],
  nameOf: (id: string | null) => string | null,
  personId: string,
): CalibrationView {
  const parameters = CalibrationParameters.safeParse(row.parameters)
  const thresholds = Thresholds.safeParse(row.thresholds)
  const targets = ThresholdTargets.safeParse(row.targets)
  const metrics = StoredMetrics.safeParse(row.metrics)
  const reads = parameters.success && thresholds.success && cases.length > 0
  return {
    id: row.id,
    version: row.version,
    method: methodOf(row),
    thresholds: thresholds.success ? thresholds.data : null,
    targets: targets.success ? targets.data : null,
    metrics: metrics.success ? metrics.data : null,
    n: row.n,
    fromAt: row.fromAt?.toISOString() ?? null,
    toAt: row.toAt?.toISOString() ?? null,
    state: row.state as CalibrationState,
    createdBy: nameOf(row.createdBy) ?? 'somebody',
    createdAt: row.createdAt.toISOString(),
    proposedBy: nameOf(row.proposedBy),
    ownProposal: row.proposedBy === personId,
    promotedBy: nameOf(row.promotedBy),
    promotedAt: row.promotedAt?.toISOString() ?? null,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    would: reads ? outcomesAt(cases, { parameters: parameters.data, thresholds: thresholds.data }) : null,
  }
}

function weekView(week: {
  week: Date
  scored: number
  unavailable: number
  psi: number | null
  flagged: number
  upheld: number
  alarms: string[]
  histogram: number[]
}): DriftWeekView {
  return {
    week: week.week.toISOString().slice(0, 10),
    scored: week.scored,
    unavailable: week.unavailable,
    psi: week.psi,
    flagged: week.flagged,
    upheld: week.upheld,
    alarms: week.alarms as DriftAlarm[],
    histogram: drawnBins(week.histogram),
  }
}

/** How many decided cases there are to learn from, by platform and classifier. */
async function decidedCounts(registry: readonly ClassifierDescription[], now: Date) {
  const since = new Date(now.getTime() - 2 * LOOK_BACK_DAYS * DAY_MS)
  const rows = await prisma().$queryRaw<
    { platform: string; classifier: string; policy: string; action: string; count: number }[]
  >`
    SELECT c.platform_id AS platform, s.classifier, d.policy, d.action, count(DISTINCT c.id)::int AS count
    FROM decision d JOIN review_case c ON c.id = d.case_id
      JOIN signal s ON s.case_id = c.id AND s.status = 'ok' AND s.created_at >= ${since}
    WHERE d.ledger_index IS NOT NULL AND s.classifier = ANY(${registry.map(({ name }) => name)})
    GROUP BY 1, 2, 3, 4`
  return (platform: string, classifier: ClassifierDescription) => {
    const count = (wanted: 0 | 1) =>
      rows
        .filter((row) => row.platform === platform && row.classifier === classifier.name)
        .filter((row) => labelOf(classifier, row.policy, row.action) === wanted)
        .reduce((sum, row) => sum + row.count, 0)
    const [positives, negatives] = [count(1), count(0)]
    const decisions = positives + negatives
    const enough = decisions >= LEAST_DECISIONS && Math.min(positives, negatives) >= LEAST_OF_EACH
    return { decisions, positives, negatives, enough }
  }
}
