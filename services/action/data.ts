import type { Query } from '#lib/query'

export type TakenDelivery = {
  id: string
  caseId: string
  decisionId: string
  /** Tries including the one that has just begun. */
  attempts: number
  payload: unknown
  url: string
  secretSealed: Buffer
  active: boolean
}

/**
 * Takes one due delivery for a minute: who dies with it leaves it to be taken again. Only a decision that stands in
 * the ledger is sent, so that a platform never acts on one that the key service refused.
 */
export async function takeDelivery(query: Query, deliveryId: string): Promise<TakenDelivery | undefined> {
  const [row] = await query<TakenDelivery>(
    `UPDATE delivery d SET attempts = d.attempts + 1, next_at = now() + interval '1 minute'
     FROM decision x, webhook_endpoint e
     WHERE d.id = $1::uuid AND d.status = 'pending' AND d.next_at <= now()
       AND x.id = d.decision_id AND x.ledger_index IS NOT NULL AND e.id = d.endpoint_id
     RETURNING d.id, x.case_id AS "caseId", d.decision_id AS "decisionId", d.attempts, d.payload, e.url,
       e.secret_sealed AS "secretSealed", e.active`,
    [deliveryId],
  )
  return row
}

/** Pending deliveries whose time has come, oldest first. */
export async function dueDeliveries(query: Query, limit: number): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT d.id FROM delivery d JOIN decision x ON x.id = d.decision_id
     WHERE d.status = 'pending' AND d.next_at <= now() AND x.ledger_index IS NOT NULL
     ORDER BY d.next_at LIMIT $1::int`,
    [limit],
  )
  return rows.map((row) => row.id)
}

export async function deliveriesOf(query: Query, decisionId: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT id FROM delivery WHERE decision_id = $1::uuid AND status = 'pending' AND next_at <= now()`,
    [decisionId],
  )
  return rows.map((row) => row.id)
}
