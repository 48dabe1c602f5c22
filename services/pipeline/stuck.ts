import type { Query } from '#lib/query'

/**
 * Rows that stand still although something should have moved them: a commit succeeded and its enqueue did not, or
 * Redis lost its data. `afterMs` keeps the sweeper from racing jobs that are merely waiting. A row whose job gave up
 * within the last ten minutes is left alone: its dead letter is the alarm, and trying at once would only repeat it.
 */
const NOT_GIVEN_UP = `NOT EXISTS (SELECT FROM dead_letter l WHERE l.job = $3::text AND l.retried_at IS NULL
  AND l.payload->>'reportId' = r.id::text AND l.at > now() - interval '10 minutes')`

/** Reports that are `received` and have no box: the key service dealt with them and the feed's word was lost. */
export async function unannouncedReports(query: Query, afterMs: number, limit: number): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT r.id FROM report r
     WHERE r.stage = 'received' AND r.stage_at < now() - $1::float8 * interval '1 millisecond'
       AND NOT EXISTS (SELECT FROM door.box b WHERE b.report_id = r.id)
       AND NOT EXISTS (SELECT FROM feed.key_event e WHERE e.ref = r.id::text)
     ORDER BY r.stage_at LIMIT $2::int`,
    [afterMs, limit],
  )
  return rows.map((row) => row.id)
}

export async function unclassifiedReports(
  query: Query,
  afterMs: number,
  limit: number,
): Promise<{ reportId: string }[]> {
  return query(
    `SELECT r.id AS "reportId" FROM report r
     WHERE r.stage = 'adopted' AND r.stage_at < now() - $1::float8 * interval '1 millisecond' AND ${NOT_GIVEN_UP}
     ORDER BY r.stage_at LIMIT $2::int`,
    [afterMs, limit, 'classify-conversation'],
  )
}

export async function unroutedReports(
  query: Query,
  afterMs: number,
  limit: number,
): Promise<{ reportId: string; caseId: string }[]> {
  return query(
    `SELECT r.id AS "reportId", r.case_id AS "caseId" FROM report r
     WHERE r.stage = 'classified' AND r.stage_at < now() - $1::float8 * interval '1 millisecond' AND ${NOT_GIVEN_UP}
     ORDER BY r.stage_at LIMIT $2::int`,
    [afterMs, limit, 'route-case'],
  )
}

/** What the worker's metrics say about the whole pipeline; ages in seconds, 0 when there is nothing. */
export type PipelineAges = {
  oldestUnadopted: number
  oldestUnclassified: number
  oldestUnrouted: number
  oldestOutbox: number
  oldestFeedEvent: number
  oldestDueDelivery: number
  deadLetters: number
  deadDeliveries: number
  refusedFacts: number
  unrecordedDecisions: number
}

export async function pipelineAges(query: Query): Promise<PipelineAges> {
  const age = (column: string) => `COALESCE(extract(epoch FROM now() - min(${column})), 0)::float8`
  const [row] = await query<PipelineAges>(
    `SELECT
       (SELECT ${age('received_at')} FROM report WHERE stage = 'received') AS "oldestUnadopted",
       (SELECT ${age('stage_at')} FROM report WHERE stage = 'adopted') AS "oldestUnclassified",
       (SELECT ${age('stage_at')} FROM report WHERE stage = 'classified') AS "oldestUnrouted",
       (SELECT ${age('created_at')} FROM outbox WHERE shipped_at IS NULL AND refused_code IS NULL) AS "oldestOutbox",
       (SELECT ${age('at')} FROM feed.key_event) AS "oldestFeedEvent",
       (SELECT ${age('next_at')} FROM delivery WHERE status = 'pending' AND next_at < now()) AS "oldestDueDelivery",
       (SELECT count(*)::int FROM dead_letter WHERE retried_at IS NULL) AS "deadLetters",
       (SELECT count(*)::int FROM delivery WHERE status = 'dead') AS "deadDeliveries",
       (SELECT count(*)::int FROM outbox WHERE refused_code IS NOT NULL) AS "refusedFacts",
       (SELECT count(*)::int FROM review_case c WHERE c.stage = 'decided'
         AND NOT EXISTS (SELECT FROM decision d WHERE d.case_id = c.id)) AS "unrecordedDecisions"`,
    [],
  )
  return row!
}
