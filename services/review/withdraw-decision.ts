import type { Query } from '#lib/query'

export type Withdrawal = { caseId: string; decisionId: string; outboxId: string; code: string }

/**
 * Undoes a decision that the key service refused, before anything of it has left: call it inside a transaction.
 * Does nothing once the ledger has the decision. The case goes back to whoever holds it, or to the queue. If a
 * further report has meanwhile opened a case of its own on the conversation, `decided_at` stays, because only one
 * may be open by that index; the stage still brings this one before a person.
 */
export async function withdrawDecision(
  query: Query,
  { caseId, decisionId, outboxId, code }: Withdrawal,
): Promise<boolean> {
  const [unsettled] = await query<{ id: string }>(
    'SELECT id FROM decision WHERE id = $1::uuid AND ledger_index IS NULL FOR UPDATE',
    [decisionId],
  )
  await query('UPDATE outbox SET refused_code = $2::text WHERE id = $1::bigint AND shipped_at IS NULL', [
    outboxId,
    code,
  ])
  if (!unsettled) return false
  await query('DELETE FROM delivery WHERE decision_id = $1::uuid', [decisionId])
  await query('DELETE FROM decision WHERE id = $1::uuid', [decisionId])
  await query(
    `UPDATE review_case c SET
       stage = CASE WHEN claimed_by IS NOT NULL AND lease_until > now() THEN 'claimed' ELSE 'routed' END,
       decided_at = CASE WHEN EXISTS (
         SELECT FROM review_case o WHERE o.platform_id = c.platform_id AND o.region = c.region
           AND o.conversation_id = c.conversation_id AND o.decided_at IS NULL AND o.id <> c.id
       ) THEN decided_at END,
       version = version + 1
     WHERE id = $1::uuid AND stage = 'decided'`,
    [caseId],
  )
  await query(
    `INSERT INTO case_event (case_id, kind, data)
     VALUES ($1::uuid, 'decision.refused', jsonb_build_object('code', $2::text))`,
    [caseId, code],
  )
  return true
}
