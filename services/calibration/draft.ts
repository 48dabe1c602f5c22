import { recalibrate } from '#domain/calibration'
import type { ClassifierDescription } from '#domain/classifier'
import type { Authorised } from '#domain/permission'
import { histogramOf } from '#domain/score-histogram'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import { prismaQuery } from '#lib/prisma-query'
import { uuidV7 } from '#lib/uuid-v7'
import { caseScores, judgedBy, outcomesAt } from './case-scores'
import { chooseCalibration, readiness } from './choose'
import { reliability } from './metrics'
import type { DraftInput, StoredMetrics } from './schema'
import { type ThresholdProblem, thresholdsFor } from './thresholds'

const DAY_MS = 86_400_000
/** What a calibration learns from: old decisions follow old policies. */
const LEARN_DAYS = 180
/** Newest first; more would cost seconds and change the curve by nothing. */
const MOST_DECISIONS = 5_000
/** Capacity is asked of the traffic of the last weeks. */
const CAPACITY_DAYS = 28

export type Drafted =
  | { ok: true; id: string }
  | {
      ok: false
      reason: 'platform_unknown' | 'version_unknown' | 'too_few' | 'not_ranked' | ThresholdProblem
    }

/**
 * Learns how one version's score is to be read on one platform from what people decided there, and stores it as a draft.
 * A draft changes nothing.
 */
export async function draftCalibration(
  { actor }: Authorised<'classifiers:write'>,
  { platform, classifier }: { platform: string; classifier: ClassifierDescription },
  input: DraftInput,
  now: Date,
): Promise<Drafted> {
  const { version, method, targets } = input
  const known = await prisma().platform.findUnique({ where: { id: platform }, select: { id: true } })
  if (!known) return { ok: false, reason: 'platform_unknown' }
  const runs = await prisma().classifierVersion.findUnique({
    where: { classifier_version: { classifier: classifier.name, version } },
  })
  if (!runs) return { ok: false, reason: 'version_unknown' }
  const base = {
    platformId: platform,
    classifier: classifier.name,
    version,
    createdBy: actor.personId,
    createdAt: now,
  }
  const id = uuidV7(now.getTime())
  if (targets === null) {
    await prisma().calibration.create({ data: { ...base, id, parameters: { method: 'shipped' } } })
    return { ok: true, id }
  }

  const since = new Date(now.getTime() - LEARN_DAYS * DAY_MS)
  const { cases } = await caseScores(prismaQuery(), { platform, classifier, version, since })
  const judged = judgedBy(cases, ({ raw }) => raw).slice(-MOST_DECISIONS)
  if (!readiness(judged).enough) return { ok: false, reason: 'too_few' }
  const fit = chooseCalibration(judged, method === 'best' ? undefined : method)
  if (!fit) return { ok: false, reason: method === 'isotonic' ? 'too_few' : 'not_ranked' }

  const { parameters } = fit
  const read = (raw: number) => recalibrate(parameters, raw)
  const recent = cases.filter(({ at }) => at.getTime() >= now.getTime() - CAPACITY_DAYS * DAY_MS)
  const found = thresholdsFor(targets, {
    judged: judged.map(({ score, label }) => ({ score: read(score), label })),
    scores: recent.map(({ raw }) => read(raw)),
    days: CAPACITY_DAYS,
  })
  if (!found.ok) return { ok: false, reason: found.reason }
  const { thresholds } = found
  const { heldOut, ...figures } = fit
  const metrics = {
    positives: judged.filter(({ label }) => label === 1).length,
    auc: figures.auc,
    candidates: figures.candidates,
    before: figures.before,
    after: figures.after,
    reliability: { before: reliability(judged), after: reliability(heldOut) },
    at: outcomesAt(cases, { parameters, thresholds }),
  }
  const decidedAt = cases.filter(({ label }) => label !== null).map(({ at }) => at.getTime())
  await prisma().calibration.create({
    data: {
      ...base,
      id,
      parameters: asJson(parameters),
      thresholds,
      targets: asJson(targets),
      metrics: asJson(metrics satisfies Mutable<StoredMetrics>),
      reference: asJson({ version, histogram: histogramOf(cases.map(({ raw }) => raw)) }),
      n: judged.length,
      fromAt: new Date(Math.min(...decidedAt)),
      toAt: new Date(Math.max(...decidedAt)),
    },
  })
  return { ok: true, id }
}

/** Intervals are read-only where they are computed and plain where they are stored. */
type Mutable<T> = T extends readonly [number, number]
  ? readonly [number, number]
  : T extends object
    ? { [K in keyof T]: Mutable<T[K]> }
    : T

function asJson(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue
}
