import { type ClassifierDescription, describedAs } from '#domain/classifier'
import type { Signal } from '#domain/signal'
import type { Query } from '#lib/query'
import type { Scoring } from './score'

export type ScoredReport = { reportId: string; caseId: string; attempt: number } & Scoring

/**
 * Stores what the classifiers said and moves reports and cases on, in one statement. A report that another worker
 * has finished meanwhile is left as it is.
 *
 * @returns the ids of the reports that this call moved.
 * @throws RangeError for a signal of a classifier that is not in the registry: no rule would read it.
 */
export async function recordSignals(
  query: Query,
  scored: readonly ScoredReport[],
  registry: readonly ClassifierDescription[],
): Promise<string[]> {
  for (const { signals } of scored) for (const { classifier } of signals) describedAs(registry, classifier)
  const rows = scored.flatMap(({ reportId, attempt, signals }) =>
    signals.map((signal) => ({ reportId, attempt, signal })),
  )
  const shadows = scored.flatMap(({ reportId, attempt, shadows }) =>
    shadows.map((shadow) => ({ reportId, attempt, ...shadow })),
  )
  const moved = await query<{ id: string }>(
    `WITH classified AS (
       UPDATE report SET stage = 'classified', stage_at = now()
       WHERE id = ANY($1::uuid[]) AND stage = 'adopted' RETURNING id, case_id
     ), told_signals AS (
       INSERT INTO signal (id, case_id, report_id, attempt, classifier, version, status, score, band, evidence,
         raw_score, calibration_id)
       SELECT gen_random_uuid(), c.case_id, c.id, s.attempt, s.classifier, s.version, s.status, s.score, s.band,
         s.evidence, s.raw, s.calibration
       FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::text[], $9::jsonb[],
           $12::float8[], $13::uuid[])
         AS s (report_id, attempt, classifier, version, status, score, band, evidence, raw, calibration)
       JOIN classified c ON c.id = s.report_id
       ON CONFLICT (report_id, classifier, attempt) DO NOTHING
     ), told_shadows AS (
       INSERT INTO shadow_score (report_id, calibration_id, attempt, case_id, version, status, raw_score, score, band)
       SELECT c.id, s.calibration, s.attempt, c.case_id, s.version, s.status, s.raw, s.score, s.band
       FROM unnest($14::uuid[], $15::uuid[], $16::int[], $17::text[], $18::text[], $19::float8[], $20::float8[],
           $21::text[]) AS s (report_id, calibration, attempt, version, status, raw, score, band)
       JOIN classified c ON c.id = s.report_id
       ON CONFLICT (report_id, calibration_id, attempt) DO NOTHING
     ), moved AS (
       UPDATE review_case SET stage = 'classified', version = version + 1
       WHERE id IN (SELECT case_id FROM classified) AND stage = 'sealed'
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT c.case_id, 'report.classified', jsonb_build_object('reportId', c.id, 'attempt', g.attempt, 'ok', g.ok)
       FROM classified c JOIN unnest($1::uuid[], $10::int[], $11::boolean[]) AS g (id, attempt, ok) ON g.id = c.id
     )
     SELECT id FROM classified`,
    [
      scored.map((report) => report.reportId),
      rows.map((row) => row.reportId),
      rows.map((row) => row.attempt),
      rows.map(({ signal }) => signal.classifier),
      rows.map(({ signal }) => signal.version),
      rows.map(({ signal }) => signal.status),
      rows.map(({ signal }) => signal.score),
      rows.map(({ signal }) => signal.band),
      rows.map(({ signal }) => JSON.stringify(evidenceOf(signal))),
      scored.map((report) => report.attempt),
      scored.map((report) => report.signals.every((signal) => signal.status === 'ok')),
      rows.map(({ signal }) => signal.raw),
      rows.map(({ signal }) => signal.calibrationId),
      shadows.map((shadow) => shadow.reportId),
      shadows.map((shadow) => shadow.calibrationId),
      shadows.map((shadow) => shadow.attempt),
      shadows.map((shadow) => shadow.version),
      shadows.map((shadow) => shadow.status),
      shadows.map((shadow) => shadow.raw),
      shadows.map((shadow) => shadow.score),
      shadows.map((shadow) => shadow.band),
    ],
  )
  return moved.map((row) => row.id)
}

function evidenceOf({ perMessage, stages, unavailableReason }: Signal) {
  return { perMessage, stages, ...(unavailableReason === undefined ? {} : { unavailableReason }) }
}

/** Gives back an attempt that cannot have reached the key service, so that an outage uses up none. */
export async function returnAttempt(query: Query, reportId: string, attempt: number): Promise<void> {
  await query(
    `UPDATE report SET attempt = attempt - 1
     WHERE id = $1::uuid AND attempt = $2::int AND stage = 'adopted'`,
    [reportId, attempt],
  )
}
