import type { Query } from '#lib/query'

/** As it stands in the feed; parsed by domain/key-event.ts where it is applied. */
export type FeedRow = { seq: string; kind: string; ref: string; data: unknown }

/** Only one worker applies the feed at a time, so that events keep their order. Held until the transaction ends. */
const FEED_LOCK = 0x63730001
const OUTBOX_LOCK = 0x63730002
const SWEEP_LOCK = 0x63730003
export const LOCKS = { feed: FEED_LOCK, outbox: OUTBOX_LOCK, sweep: SWEEP_LOCK } as const

/** @returns false when another worker holds the lock. Call inside a transaction. */
export async function tryLock(query: Query, lock: keyof typeof LOCKS): Promise<boolean> {
  const [row] = await query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock($1::bigint) AS held`, [
    LOCKS[lock],
  ])
  return row?.held ?? false
}

export async function nextEvents(query: Query, limit: number): Promise<FeedRow[]> {
  return query<FeedRow>(
    `SELECT seq::text, kind, ref, data FROM feed.key_event ORDER BY key_event.seq LIMIT $1::int`,
    [limit],
  )
}

export async function deleteEvents(query: Query, seqs: readonly string[]): Promise<void> {
  await query(`DELETE FROM feed.key_event WHERE seq = ANY($1::bigint[])`, [seqs])
}
