import type { Query } from '#lib/query'

export type OutboxRow = { id: string; kind: 'signed' | 'fact'; payload: unknown }

/** Facts that have not reached the key service, in the order in which they became true. */
export async function unshipped(query: Query, limit: number): Promise<OutboxRow[]> {
  return query<OutboxRow>(
    `SELECT id::text, kind, payload FROM outbox
     WHERE shipped_at IS NULL AND refused_code IS NULL ORDER BY outbox.id LIMIT $1::int`,
    [limit],
  )
}

export async function markShipped(query: Query, ids: readonly string[]): Promise<void> {
  await query(`UPDATE outbox SET shipped_at = now(), attempts = attempts + 1 WHERE id = ANY($1::bigint[])`, [
    ids,
  ])
}

/** A fact that the key service will never take: kept, counted and alarmed, never dropped. */
export async function markRefused(query: Query, id: string, code: string): Promise<void> {
  await query(`UPDATE outbox SET refused_code = $2::text, attempts = attempts + 1 WHERE id = $1::bigint`, [
    id,
    code,
  ])
}

/**
 * A decision that the key service refused is no decision: its case goes back to its queue, and nothing of it is
 * delivered. When a newer case on the same conversation is open by now, this one stays decided and says so.
 */
export async function undoRefusedDecision(
  query: Query,
  refused: { caseId: string; decisionId: string; code: string },
): Promise<void> {
  await query(
    `WITH undone AS (
       UPDATE review_case c SET stage = 'routed', decided_at = NULL, claimed_by = NULL, lease_until = NULL,
         version = version + 1
       WHERE c.id = $1::uuid AND c.stage = 'decided'
         AND EXISTS (SELECT FROM decision d WHERE d.id = $2::uuid AND d.case_id = c.id AND d.ledger_index IS NULL)
         AND NOT EXISTS (SELECT FROM review_case n WHERE n.platform_id = c.platform_id AND n.region = c.region
           AND n.conversation_id = c.conversation_id AND n.decided_at IS NULL)
     ), kept AS (
       UPDATE delivery SET status = 'dead', last_error = 'decision_refused'
       WHERE decision_id = $2::uuid AND status = 'pending'
     )
     INSERT INTO case_event (case_id, kind, data)
     SELECT id, 'decision.refused', jsonb_build_object('decisionId', $2::text, 'code', $3::text)
     FROM review_case WHERE id = $1::uuid`,
    [refused.caseId, refused.decisionId, refused.code],
  )
}
