import type { Query } from '#lib/query'

export type DeliveryResult =
  | { status: 'delivered'; httpStatus: number }
  | { status: 'pending'; waitMs: number; code: string; httpStatus?: number }
  | { status: 'dead'; code: string; httpStatus?: number }

/** Writes how a try went. One that gave up is an event of the case, because the platform did not hear of it. */
export async function settleDelivery(
  query: Query,
  delivery: { id: string; caseId: string },
  result: DeliveryResult,
): Promise<void> {
  await query(
    `WITH settled AS (
       UPDATE delivery SET status = $2::text, last_status = $3::int, last_error = $4::text,
         next_at = now() + $5::float8 * interval '1 millisecond',
         delivered_at = CASE WHEN $2::text = 'delivered' THEN now() END
       WHERE id = $1::uuid AND status = 'pending' RETURNING id
     )
     INSERT INTO case_event (case_id, kind, data)
     SELECT $6::uuid, 'delivery.' || $2::text, jsonb_build_object('deliveryId', id, 'code', $4::text)
     FROM settled WHERE $2::text <> 'pending'`,
    [
      delivery.id,
      result.status,
      result.httpStatus ?? null,
      result.status === 'delivered' ? null : result.code,
      result.status === 'pending' ? result.waitMs : 0,
      delivery.caseId,
    ],
  )
}

/**
 * Moves decided cases on: `acted` when a platform has been told, `closed` when every endpoint has, or when there is
 * none to tell. A case with a delivery that gave up stays, visible, until someone retries it.
 *
 * @param caseIds these cases only, or every decided one.
 * @returns how many moved.
 */
export async function advanceDecided(query: Query, caseIds?: readonly string[]): Promise<number> {
  const rows = await query<{ id: string }>(
    `WITH state AS (
       SELECT c.id, count(d.id) FILTER (WHERE d.status = 'delivered') AS told,
         count(d.id) FILTER (WHERE d.status <> 'delivered') AS untold
       FROM review_case c JOIN decision x ON x.case_id = c.id LEFT JOIN delivery d ON d.decision_id = x.id
       WHERE c.stage IN ('decided', 'acted') AND ($1::uuid[] IS NULL OR c.id = ANY($1::uuid[]))
       GROUP BY c.id HAVING bool_and(x.ledger_index IS NOT NULL)
     ), moved AS (
       UPDATE review_case c SET version = c.version + 1,
         stage = CASE WHEN s.untold = 0 THEN 'closed' ELSE 'acted' END,
         closed_at = CASE WHEN s.untold = 0 THEN now() END
       FROM state s
       WHERE c.id = s.id AND (s.untold = 0 OR s.told > 0 AND c.stage = 'decided')
         AND c.stage IN ('decided', 'acted')
       RETURNING c.id, c.stage, s.told
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT id, 'case.' || stage, jsonb_build_object('endpoints', told) FROM moved
     )
     SELECT id FROM moved`,
    [caseIds ?? null],
  )
  return rows.length
}
