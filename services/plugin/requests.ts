import type { Signal } from '#domain/signal'
import type { Query } from '#lib/query'

/** The ledger's limit on releases for one report and destination lies above this. */
export const MAX_PLUGIN_ATTEMPTS = 3

export type Begun =
  | { state: 'begun'; attempt: number }
  /** It has been asked, or will not be any more: only the case may have to be routed anew. */
  | { state: 'done' }
  | { state: 'spent'; attempt: number }
  | { state: 'over_budget'; attempt: number }

/**
 * Takes the next attempt of a report at a scorer, within its budget a minute. Call it inside a transaction: the lock makes
 * the count of all workers one. An attempt that is cut short has been spent, because its entry may stand in the ledger.
 */
export async function beginAsking(
  query: Query,
  reportId: string,
  { code, perMinute }: { code: string; perMinute: number },
): Promise<Begun> {
  await query(`SELECT pg_advisory_xact_lock(hashtextextended('plugin ' || $1::text, 0)) IS NULL AS locked`, [
    code,
  ])
  const [known] = await query<{ attempt: number; done: boolean }>(
    `SELECT attempt, done_at IS NOT NULL AS done FROM plugin_request
     WHERE report_id = $1::uuid AND plugin_code = $2::text`,
    [reportId, code],
  )
  if (known?.done) return { state: 'done' }
  const attempt = known?.attempt ?? 0
  if (attempt >= MAX_PLUGIN_ATTEMPTS) return { state: 'spent', attempt }
  const [used] = await query<{ count: number }>(
    `SELECT count(*)::int AS count FROM plugin_request
     WHERE plugin_code = $1::text AND begun_at > now() - interval '1 minute' AND attempt > 0`,
    [code],
  )
  if (used!.count >= perMinute) return { state: 'over_budget', attempt }
  const [begun] = await query<{ attempt: number }>(
    `INSERT INTO plugin_request (report_id, plugin_code, attempt, begun_at) VALUES ($1::uuid, $2::text, 1, now())
     ON CONFLICT (report_id, plugin_code) DO UPDATE SET attempt = plugin_request.attempt + 1, begun_at = now()
     RETURNING attempt`,
    [reportId, code],
  )
  return { state: 'begun', attempt: begun!.attempt }
}

/** Gives back an attempt that cannot have reached the key service. */
export async function returnAsking(
  query: Query,
  reportId: string,
  code: string,
  attempt: number,
): Promise<void> {
  await query(
    `UPDATE plugin_request SET attempt = attempt - 1
     WHERE report_id = $1::uuid AND plugin_code = $2::text AND attempt = $3::int AND done_at IS NULL`,
    [reportId, code, attempt],
  )
}

/**
 * Stores what a scorer said, once, and touches the case: a routing that was computed without it loses its race and is
 * computed anew.
 */
export async function recordAnswer(
  query: Query,
  { reportId, code, attempt, signal }: { reportId: string; code: string; attempt: number; signal: Signal },
): Promise<void> {
  const { perMessage, stages, unavailableReason } = signal
  const evidence = { perMessage, stages, ...(unavailableReason === undefined ? {} : { unavailableReason }) }
  await query(
    `WITH done AS (
       INSERT INTO plugin_request (report_id, plugin_code, attempt, begun_at, done_at)
       VALUES ($1::uuid, $2::text, $3::int, now(), now())
       ON CONFLICT (report_id, plugin_code) DO UPDATE SET done_at = now() WHERE plugin_request.done_at IS NULL
       RETURNING report_id
     ), told AS (
       INSERT INTO signal (id, case_id, report_id, attempt, classifier, version, status, score, band, evidence, raw_score)
       SELECT gen_random_uuid(), r.case_id, r.id, $3::int, $4::text, $5::text, $6::text, $7::float8, $8::text,
         $9::jsonb, $7::float8
       FROM done JOIN report r ON r.id = done.report_id
       ON CONFLICT (report_id, classifier, attempt) DO NOTHING
     )
     UPDATE review_case SET version = version + 1
     WHERE id IN (SELECT r.case_id FROM done JOIN report r ON r.id = done.report_id)`,
    [
      reportId,
      code,
      attempt,
      signal.classifier,
      signal.version,
      signal.status,
      signal.score,
      signal.band,
      JSON.stringify(evidence),
    ],
  )
}

/** The case is on its way to being routed with what the scorer said. */
export async function markRouted(query: Query, reportId: string, code: string): Promise<void> {
  await query(
    `UPDATE plugin_request SET routed_at = now() WHERE report_id = $1::uuid AND plugin_code = $2::text`,
    [reportId, code],
  )
}
