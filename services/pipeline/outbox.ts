import type { Query } from '#lib/query'

export type OutboxRow = { id: string; kind: 'signed' | 'fact'; payload: unknown }

/**
 * How long the console has a signed request to itself. It sends each one at once; were a worker to send the same
 * bytes meanwhile, the console would be told `replayed` and take that for a refusal.
 */
const CONSOLE_FIRST_S = 15

/** Facts that have not reached the key service, in the order in which they became true. */
export async function unshipped(query: Query, limit: number): Promise<OutboxRow[]> {
  return query<OutboxRow>(
    `SELECT id::text, kind, payload FROM outbox
     WHERE shipped_at IS NULL AND refused_code IS NULL
       AND (kind = 'fact' OR created_at < now() - $2::float8 * interval '1 second')
     ORDER BY outbox.id LIMIT $1::int`,
    [limit, CONSOLE_FIRST_S],
  )
}

/**
 * Whether the key service has committed a decision: its index is here, or its event is still in the feed, which the
 * key service writes in the transaction of the entry.
 */
export async function isDecided(query: Query, decisionId: string): Promise<boolean> {
  const [row] = await query<{ decided: boolean }>(
    `SELECT EXISTS (SELECT FROM decision WHERE id = $1::uuid AND ledger_index IS NOT NULL)
       OR EXISTS (SELECT FROM feed.key_event WHERE kind = 'case.decided' AND data->>'decisionId' = $1::text)
       AS decided`,
    [decisionId],
  )
  return row!.decided
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
