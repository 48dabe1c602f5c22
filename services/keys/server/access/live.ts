import type { Pool } from 'pg'
import { ACCESS_RULES, type AccessCounts } from '#domain/access-rules'
import type { Purpose } from '#domain/ledger-entry'
import type { Role } from '#domain/permission'
import { isRelated } from './conflict'

/**
 * Whether what was opened under a grant may stay on screen: session, person, grant and claim all still stand, and no
 * relation was declared meanwhile. A claim that was renewed keeps what its earlier grant opened. Both ids are random and
 * known to the reader alone, so the question needs no signature and says nothing to whoever guesses.
 */
export async function isLive(
  pool: Pool,
  { session, grantId }: { session: string; grantId: string },
  now: number,
): Promise<boolean> {
  const { rows } = await pool.query<{ purpose: Purpose; roles: Role[] }>({
    name: 'grant-live',
    text: `SELECT g.purpose, p.roles FROM keys.access_grant g
       JOIN keys.session s ON s.id = g.session_id JOIN keys.person p ON p.id = g.person_id
       LEFT JOIN keys.review_case c ON c.id = g.case_id
     WHERE g.id = $1 AND g.session_id = $2 AND g.revoked_at IS NULL
       AND s.revoked_at IS NULL AND s.expires_at > $3 AND p.active AND p.frozen_at IS NULL
       AND (g.access_id IS NULL OR g.expires_at > $3)
       AND (g.claim_no IS NULL OR c.holder = g.person_id AND c.claim_no = g.claim_no AND c.lease_until > $3)
       AND NOT EXISTS (
         SELECT 1 FROM keys.report r JOIN keys.review_case k ON k.id = r.case_id
         WHERE r.dek IN (SELECT m->>0 FROM jsonb_array_elements(g.messages) AS m)
           AND ${isRelated('g.person_id', 'k.platform')})`,
    values: [grantId, session, new Date(now)],
  })
  const [grant] = rows
  return grant !== undefined && ACCESS_RULES[grant.purpose].askedBy.some((role) => grant.roles.includes(role))
}

/**
 * How much waits for the leads of these regions, or of all. Counts only.
 *
 * @param lead leaves out what this lead asked for or has answered: another must see to that. A review that was missed
 * counts for everybody all the same.
 */
export async function countAccess(
  pool: Pool,
  now: number,
  { regions, lead }: { regions?: readonly string[]; lead?: string | undefined } = {},
): Promise<AccessCounts> {
  const { rows } = await pool.query<AccessCounts>(
    `SELECT count(*) FILTER (WHERE asked AND open)::int AS waiting,
       count(*) FILTER (WHERE asked AND open AND break_glass)::int AS "breakGlass",
       count(*) FILTER (WHERE due AND (open OR missed))::int AS reviews,
       count(*) FILTER (WHERE due AND missed)::int AS overdue
     FROM (
       SELECT break_glass, review_due <= $1 AS missed, state = 'waiting' AND lapses_at > $1 AS asked,
         review_due IS NOT NULL AND reviewed_at IS NULL AS due,
         $3::uuid IS NULL OR person_id <> $3 AND NOT EXISTS (
           SELECT 1 FROM keys.access_approval a WHERE a.access_id = r.id AND a.person_id = $3) AS open
       FROM keys.access_request r
       WHERE (state = 'waiting' OR review_due IS NOT NULL AND reviewed_at IS NULL)
         AND ($2::text[] IS NULL OR region = ANY($2::text[]))
     ) AS requests`,
    [new Date(now), regions ?? null, lead ?? null],
  )
  return rows[0]!
}
