import type { Query } from '#lib/query'
import { uuidV7 } from '#lib/uuid-v7'

export type DeadLetter = {
  id: string
  job: string
  /** Ids. */
  payload: object
  code: string
  attempts: number
  at: Date
  retriedAt: Date | null
}

/**
 * Keeps a job that gave up: ids and a code. The same job giving up again while its letter is unanswered counts on
 * that letter, so that one stuck report is one line however often the sweeper tries it.
 */
export async function buryJob(
  query: Query,
  letter: Pick<DeadLetter, 'job' | 'payload' | 'code' | 'attempts'>,
  nowMs: number,
): Promise<void> {
  await query(
    `WITH again AS (
       UPDATE dead_letter SET attempts = attempts + $5::int, code = $4::text, at = now()
       WHERE job = $2::text AND payload = $3::jsonb AND retried_at IS NULL RETURNING id
     )
     INSERT INTO dead_letter (id, job, payload, code, attempts)
     SELECT $1::uuid, $2::text, $3::jsonb, $4::text, $5::int WHERE NOT EXISTS (SELECT FROM again)`,
    [uuidV7(nowMs), letter.job, JSON.stringify(letter.payload), letter.code, letter.attempts],
  )
}

/** Unanswered letters, newest first. */
export async function listDeadLetters(query: Query, limit = 200): Promise<DeadLetter[]> {
  return query(
    `SELECT id, job, payload, code, attempts, at, retried_at AS "retriedAt" FROM dead_letter
     WHERE retried_at IS NULL ORDER BY at DESC LIMIT $1::int`,
    [limit],
  )
}

/** Marks a letter as answered, and hands it to the one caller who did. */
export async function takeDeadLetter(query: Query, id: string): Promise<DeadLetter | undefined> {
  const [letter] = await query<DeadLetter>(
    `UPDATE dead_letter SET retried_at = now() WHERE id = $1::uuid AND retried_at IS NULL
     RETURNING id, job, payload, code, attempts, at, retried_at AS "retriedAt"`,
    [id],
  )
  return letter
}
