import type { KeyEventOf } from '#domain/key-event'
import type { Query } from '#lib/query'

/**
 * The console's picture of what the key service has committed. It opens nothing: a forged row here changes what
 * people see, never what they can read. The console applies an answer at once and the feed repeats it, so every
 * function may run twice, in either order, and reports whether it changed anything.
 */
export type Projected = { applied: boolean }

/**
 * A claim is applied when its number grows. Within one number a claim can only be prolonged or end, so that a
 * number that stands for the whole claim and one that counts every act both work.
 */
export async function applyClaim(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'claim.changed'>, 'kind'>,
): Promise<Projected> {
  const held = data.act === 'taken' || data.act === 'renewed'
  const kind = { taken: 'claimed', renewed: '', returned: 'returned', expired: 'lease_expired', decided: '' }[
    data.act
  ]
  const rows = await query<{ id: string }>(
    `WITH applied AS (
       UPDATE review_case SET
         claim_no = $2::int,
         claimed_by = CASE WHEN $3::boolean THEN $4::uuid END,
         lease_until = CASE WHEN $3::boolean THEN to_timestamp($5::float8 / 1000) END,
         stage = CASE WHEN $3::boolean AND stage = 'routed' THEN 'claimed'
                      WHEN $6::boolean AND stage = 'claimed' THEN 'routed' ELSE stage END,
         version = version + 1
       WHERE id = $1::uuid AND (NOT $3::boolean OR decided_at IS NULL) AND (claim_no < $2::int
         OR claim_no = $2::int AND claimed_by IS NOT NULL
            AND (NOT $3::boolean OR $8::boolean AND lease_until < to_timestamp($5::float8 / 1000)))
       RETURNING id
     ), told AS (
       INSERT INTO case_event (case_id, kind, actor_id, data)
       SELECT id, 'case.' || $7::text, $4::uuid, jsonb_build_object('claim', $2::int) FROM applied
       WHERE $7::text <> ''
     )
     SELECT id FROM applied`,
    [
      ref,
      data.claim,
      held,
      data.personId,
      data.leaseUntil ?? null,
      data.act === 'returned' || data.act === 'expired',
      kind,
      data.act === 'renewed',
    ],
  )
  return { applied: rows.length > 0 }
}

/**
 * Writes the entry's index beside the decision, which is what lets its delivery start, and moves the case.
 *
 * @returns `recorded: false` when the console never stored that decision: the ledger has it, the platform will
 * not hear of it, and a person must look.
 */
export async function applyDecided(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'case.decided'>, 'kind'>,
): Promise<Projected & { recorded: boolean }> {
  const [row] = await query<{ applied: boolean; recorded: boolean }>(
    `WITH stored AS (
       SELECT id FROM decision WHERE id = $2::uuid AND case_id = $1::uuid
     ), indexed AS (
       UPDATE decision SET ledger_index = $3::int
       WHERE id IN (SELECT id FROM stored) AND ledger_index IS NULL RETURNING id
     ), moved AS (
       UPDATE review_case SET stage = 'decided', decided_at = COALESCE(decided_at, now()),
         claimed_by = NULL, lease_until = NULL, version = version + 1
       WHERE id = $1::uuid AND stage IN ('sealed', 'classified', 'routed', 'claimed') RETURNING id
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT id, CASE WHEN EXISTS (SELECT FROM stored) THEN 'case.decided' ELSE 'decision.unrecorded' END,
         jsonb_build_object('decisionId', $2::text, 'index', $3::int)
       FROM moved
     )
     SELECT EXISTS (SELECT FROM indexed) OR EXISTS (SELECT FROM moved) AS applied,
       EXISTS (SELECT FROM stored) AS recorded`,
    [ref, data.decisionId, data.index],
  )
  return row ?? { applied: false, recorded: false }
}

export async function applyPerson(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'person.changed'>, 'kind'>,
): Promise<Projected> {
  const rows = await query<{ id: string }>(
    `UPDATE person SET roles = $2::text[], regions = $3::text[], active = $4::boolean, frozen = $5::boolean
     WHERE id = $1::uuid AND (roles, regions, active, frozen)
       IS DISTINCT FROM ($2::text[], $3::text[], $4::boolean, $5::boolean)
     RETURNING id`,
    [ref, data.roles, data.regions, data.active, data.frozen],
  )
  return { applied: rows.length > 0 }
}

/** @returns the reports that were not adopted before, in no order. */
export async function applyAdopted(
  query: Query,
  reportIds: string[],
): Promise<{ id: string; caseId: string }[]> {
  return query(
    `UPDATE report SET stage = 'adopted', stage_at = now()
     WHERE id = ANY($1::uuid[]) AND stage = 'received' RETURNING id, case_id AS "caseId"`,
    [reportIds],
  )
}

/**
 * The key service could not adopt what was sealed, so nobody can ever open it. That must not pass for a quiet
 * report: every classifier is recorded as unavailable, so that routing sends the case to a person.
 */
export async function applyRefused(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'report.refused'>, 'kind'>,
  classifiers: readonly string[],
): Promise<{ id: string; caseId: string } | undefined> {
  const code = /^[a-z0-9_]{1,40}$/.test(data.code) ? data.code : 'refused'
  const rows = await query<{ id: string; caseId: string }>(
    `WITH refused AS (
       UPDATE report SET stage = 'classified', stage_at = now()
       WHERE id = $1::uuid AND stage = 'received' RETURNING id, case_id, attempt
     ), signals AS (
       INSERT INTO signal (id, case_id, report_id, attempt, classifier, version, status, evidence)
       SELECT gen_random_uuid(), case_id, id, attempt, classifier, 'none', 'unavailable',
         '{"perMessage":[],"stages":[],"unavailableReason":"seal_refused"}'
       FROM refused, unnest($3::text[]) AS classifier
       ON CONFLICT DO NOTHING
     ), moved AS (
       UPDATE review_case SET stage = 'classified', version = version + 1
       WHERE id IN (SELECT case_id FROM refused) AND stage = 'sealed'
     ), told AS (
       INSERT INTO case_event (case_id, kind, data)
       SELECT case_id, 'report.refused', jsonb_build_object('reportId', id, 'code', $2::text) FROM refused
     )
     SELECT id, case_id AS "caseId" FROM refused`,
    [ref, code, classifiers],
  )
  return rows[0]
}
