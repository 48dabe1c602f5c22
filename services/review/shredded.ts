import type { KeyEventOf } from '#domain/key-event'
import { parseSeqs } from '#domain/seq-range'
import type { Query } from '#lib/query'

/**
 * Keys of messages are destroyed: their envelopes are noise, and go. What is left says that there was a message and
 * that it was destroyed. A case of which nothing can be read any more and that nobody decided is closed.
 */
export async function applyShredded(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'report.shredded'>, 'kind'>,
): Promise<void> {
  await query(
    `WITH emptied AS (
       UPDATE message SET envelope = '\\x', destroyed_at = to_timestamp($3::float8 / 1000)
       WHERE report_id = $1::uuid AND seq = ANY($2::int[]) AND destroyed_at IS NULL RETURNING report_id
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT r.case_id, 'report.shredded',
         jsonb_build_object('reportId', r.id, 'count', (SELECT count(*) FROM emptied),
           'completeBy', to_timestamp($4::float8 / 1000))
       FROM report r WHERE r.id = $1::uuid AND EXISTS (SELECT FROM emptied)
     )
     SELECT 1 AS done`,
    [ref, parseSeqs(data.seqs), data.at, data.completeBy],
  )
  await query(
    `UPDATE review_case c SET stage = 'closed', decided_at = to_timestamp($2::float8 / 1000),
       closed_at = to_timestamp($2::float8 / 1000), claimed_by = NULL, lease_until = NULL, version = version + 1
     WHERE c.id = (SELECT case_id FROM report WHERE id = $1::uuid) AND c.decided_at IS NULL
       AND NOT EXISTS (SELECT FROM report r JOIN message m ON m.report_id = r.id
         WHERE r.case_id = c.id AND m.destroyed_at IS NULL)`,
    [ref, data.at],
  )
}

/** The sealed rationale of a decision goes with its keys; the decision stays. */
export async function applyRationaleShredded(query: Query, decisionId: string): Promise<void> {
  await query(`UPDATE decision SET rationale_envelope = '\\x' WHERE id = $1::uuid`, [decisionId])
}
