import { bandOf, type CalibrationParameters, recalibrate, type Thresholds } from '#domain/calibration'
import { type ClassifierDescription, type Label, labelOf } from '#domain/classifier'
import type { Query } from '#lib/query'
import { type Judged, wilson } from './metrics'
import type { Outcome } from './schema'

/** One case as a classifier saw it: of each report the last attempt, of the case the highest score. */
export type CaseScore = {
  caseId: string
  raw: number
  score: number
  /** 0 low, 1 review, 2 urgent: as it was read at the time. */
  rank: number
  at: Date
  label: Label | null
}
type Row = Omit<CaseScore, 'label'> & { failed: boolean; policy: string | null; action: string | null }

const NEWEST = 20_000

/**
 * The cases of the last days that a version spoke of, newest first, with what people decided: codes and numbers only.
 * A version that ran in shadow spoke there. Cases that could not be scored whole are counted and left out: half a
 * conversation's score is not the conversation's.
 */
export async function caseScores(
  query: Query,
  of: { platform: string; classifier: ClassifierDescription; version: string; since: Date },
): Promise<{ cases: CaseScore[]; unavailable: number }> {
  const rows = await query<Row>(
    `WITH spoken AS (
       SELECT s.report_id, s.case_id, s.attempt, s.status, COALESCE(s.raw_score, s.score) AS raw, s.score, s.band,
         s.created_at
       FROM signal s JOIN review_case c ON c.id = s.case_id
       WHERE c.platform_id = $1::text AND s.classifier = $2::text AND s.version = $3::text
         AND s.created_at >= $4::timestamptz
       UNION ALL
       SELECT s.report_id, s.case_id, s.attempt, s.status, s.raw_score, s.score, s.band, s.created_at
       FROM shadow_score s JOIN calibration k ON k.id = s.calibration_id
       WHERE k.platform_id = $1::text AND k.classifier = $2::text AND s.version = $3::text
         AND s.created_at >= $4::timestamptz
     ), last AS (
       SELECT DISTINCT ON (report_id) * FROM spoken ORDER BY report_id, attempt DESC, created_at
     ), seen AS (
       SELECT case_id, bool_or(status <> 'ok') AS failed, max(raw) AS raw, max(score) AS score,
         max(CASE band WHEN 'urgent' THEN 2 WHEN 'review' THEN 1 ELSE 0 END) AS rank, min(created_at) AS at
       FROM last GROUP BY case_id
     )
     SELECT seen.case_id::text AS "caseId", seen.failed, COALESCE(seen.raw, 0)::float8 AS raw,
       COALESCE(seen.score, 0)::float8 AS score, seen.rank, seen.at, d.policy, d.action
     FROM seen LEFT JOIN LATERAL (
       SELECT policy, action FROM decision WHERE case_id = seen.case_id AND ledger_index IS NOT NULL
       ORDER BY decided_at DESC LIMIT 1
     ) d ON true
     ORDER BY seen.at DESC LIMIT ${NEWEST}`,
    [of.platform, of.classifier.name, of.version, of.since],
  )
  const whole = rows.filter((row) => !row.failed)
  return {
    cases: whole.map(({ caseId, raw, score, rank, at, policy, action }) => ({
      caseId,
      raw,
      score,
      rank,
      at,
      label: policy === null ? null : labelOf(of.classifier, policy, action ?? ''),
    })),
    unavailable: rows.length - whole.length,
  }
}

/** Decided cases with the score that `read` gives them, oldest first. */
export function judgedBy(cases: readonly CaseScore[], read: (one: CaseScore) => number): Judged[] {
  return cases
    .flatMap((one) => (one.label === null ? [] : [{ score: read(one), label: one.label }]))
    .toReversed()
}

/** What would lie at or above each threshold. Without thresholds: what did, by the bands of the time. */
export function outcomesAt(
  cases: readonly CaseScore[],
  reading?: { parameters: CalibrationParameters; thresholds: Thresholds },
): { review: Outcome; urgent: Outcome } {
  const rankOf = ({ raw, rank }: CaseScore) => {
    if (!reading) return rank
    const band = bandOf(reading.thresholds, recalibrate(reading.parameters, raw))
    return ['low', 'review', 'urgent'].indexOf(band)
  }
  const ranked = cases.map((one) => ({ label: one.label, rank: rankOf(one) }))
  const at = (least: number): Outcome => {
    const above = ranked.filter(({ rank }) => rank >= least)
    const decided = above.filter(({ label }) => label !== null)
    const upheld = decided.filter(({ label }) => label === 1).length
    const [low, high] = wilson(upheld, decided.length)
    return {
      cases: above.length,
      decided: decided.length,
      upheld,
      precision: decided.length === 0 ? null : upheld / decided.length,
      interval: [low, high],
    }
  }
  return { review: at(1), urgent: at(2) }
}
