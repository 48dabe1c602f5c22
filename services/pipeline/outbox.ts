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
