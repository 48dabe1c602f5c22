import type { Routing } from '#domain/rule'
import type { Query } from '#lib/query'

export type RoutedCase = {
  caseId: string
  /** The version that the facts were read at. */
  version: number
  /** Reports whose signals are in these facts, and that are thereby routed. */
  reportIds: string[]
  routing: Routing
  ruleVersion: number
}

/**
 * Writes routings, each only if nothing has changed its case since the facts were read. A claimed case keeps its
 * stage and claimant; that a further report can now be opened is told by `report.ready`.
 *
 * @returns the ids of the cases that were written; the others lost a race and are to be read again.
 */
export async function recordRoutings(query: Query, routed: readonly RoutedCase[]): Promise<string[]> {
  const reports = routed.flatMap(({ caseId, reportIds }) => reportIds.map((id) => ({ caseId, id })))
  const rows = await query<{ id: string }>(
    `WITH given AS (
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::jsonb[])
         AS g (id, version, priority, queue, due, routing)
     ), routed AS (
       UPDATE review_case c SET priority = g.priority, queue = g.queue, routing = g.routing,
         -- A further report never puts a case off.
         due_at = LEAST(COALESCE(c.due_at, 'infinity'), c.opened_at + g.due * interval '1 minute'),
         routed_at = COALESCE(c.routed_at, now()), version = c.version + 1,
         stage = CASE WHEN c.stage <> 'classified' THEN c.stage
           WHEN c.claimed_by IS NOT NULL AND c.lease_until > now() THEN 'claimed' ELSE 'routed' END
       FROM given g WHERE c.id = g.id AND c.version = g.version AND c.stage IN ('classified', 'routed', 'claimed')
       RETURNING c.id, c.stage, g.priority, g.queue, g.routing
     ), reports AS (
       UPDATE report SET stage = 'routed', stage_at = now()
       FROM unnest($7::uuid[], $8::uuid[]) AS r (id, case_id), routed
       WHERE report.id = r.id AND r.case_id = routed.id AND report.stage = 'classified'
       RETURNING report.id, report.case_id
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT id, 'case.routed', routing || jsonb_build_object('priority', priority, 'queue', queue) FROM routed
     ), announced AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT reports.case_id, 'report.ready', jsonb_build_object('reportId', reports.id)
       FROM reports JOIN routed ON routed.id = reports.case_id WHERE routed.stage = 'claimed'
     )
     SELECT id FROM routed`,
    [
      routed.map((one) => one.caseId),
      routed.map((one) => one.version),
      routed.map((one) => one.routing.priority),
      routed.map((one) => one.routing.queue),
      routed.map((one) => one.routing.dueMinutes),
      routed.map((one) => JSON.stringify({ version: one.ruleVersion, reasons: one.routing.reasons })),
      reports.map((report) => report.id),
      reports.map((report) => report.caseId),
    ],
  )
  return rows.map((row) => row.id)
}

/**
 * A report that was scored only after its case had been decided. Nobody has seen it: that is told as an event of
 * its own and counted, not passed over.
 */
export async function recordLateReports(query: Query, reportIds: readonly string[]): Promise<number> {
  const rows = await query<{ id: string }>(
    `WITH late AS (
       UPDATE report SET stage = 'routed', stage_at = now()
       WHERE id = ANY($1::uuid[]) AND stage = 'classified' RETURNING id, case_id
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT case_id, 'report.late', jsonb_build_object('reportId', id) FROM late
     )
     SELECT id FROM late`,
    [reportIds],
  )
  return rows.length
}
