import { createHash } from 'node:crypto'
import { canonicalJson } from '#domain/canonical-json'
import type { FactTable } from '#domain/facts'
import type { KeyEventOf } from '#domain/key-event'
import type { Authorised } from '#domain/permission'
import { RuleSet } from '#domain/rule'
import type { Query } from '#lib/query'
import { checkSet, type RuleProblem } from './engine'

/** SHA-256 of the canonical JSON, base64url: what the `rule.published` entry names. */
export function ruleSetHash(set: RuleSet): string {
  return createHash('sha256').update(canonicalJson(set)).digest('base64url')
}

export type SavedRules =
  | { ok: true; version: number; hash: string }
  | { ok: false; reason: 'invalid_rules'; problems: RuleProblem[] }
  | { ok: false; reason: 'version_taken' }

/**
 * Stores a version that is not in force yet: it comes into force when the key service has committed the admin's
 * signed publication of exactly this version and hash.
 *
 * @param base the newest committed version that the admin saw, 0 when none: of two who publish at once, one is
 * told `version_taken`.
 * @param restores the version that a rollback brings back.
 */
export async function savePendingRules(
  query: Query,
  proof: Authorised<'rules:write'>,
  input: { set: RuleSet; base: number; restores?: number },
  facts: FactTable,
): Promise<SavedRules> {
  const set = RuleSet.parse(input.set)
  const problems = checkSet(set, facts)
  if (problems.length > 0) return { ok: false, reason: 'invalid_rules', problems }
  const hash = ruleSetHash(set)
  // A pending row is never written over: its publication may be on its way, and what it publishes is its hash.
  const rows = await query<{ version: number }>(
    `INSERT INTO rule_version (version, rules, hash, status, created_by, restores)
     SELECT COALESCE(max(version), 0) + 1, $1::jsonb, $2::text, 'pending', $3::uuid, $4::int FROM rule_version
     HAVING COALESCE(max(version) FILTER (WHERE status <> 'pending'), 0) = $5::int
       AND NOT COALESCE(bool_or(status = 'pending' AND created_by <> $3::uuid
         AND created_at > now() - interval '2 minutes'), false)
     ON CONFLICT (version) DO NOTHING
     RETURNING version`,
    [canonicalJson(set), hash, proof.actor.personId, input.restores ?? null, input.base],
  )
  const [row] = rows
  return row ? { ok: true, version: row.version, hash } : { ok: false, reason: 'version_taken' }
}

/** Takes back a version that the key service has refused: it is in no ledger and its number is free again. */
export async function dropPendingRules(
  query: Query,
  _proof: Authorised<'rules:write'>,
  { version, hash }: { version: number; hash: string },
): Promise<void> {
  await query(
    `DELETE FROM rule_version WHERE version = $1::int AND hash = $2::text AND status = 'pending' RETURNING version`,
    [version, hash],
  )
}

/** Puts a version in force once the key service has committed its publication. May run twice. */
export async function markPublished(
  query: Query,
  { ref, data }: Omit<KeyEventOf<'rules.published'>, 'kind'>,
): Promise<{ applied: boolean }> {
  // A newer version that is in force already is not pushed back by a late event.
  const rows = await query<{ version: number }>(
    `WITH published AS (
       UPDATE rule_version SET ledger_index = $2::int, published_at = COALESCE(published_at, now()),
         status = CASE WHEN EXISTS (SELECT FROM rule_version n WHERE n.version > $1::int
           AND n.status = 'published') THEN 'superseded' ELSE 'published' END
       WHERE version = $1::int AND status = 'pending' AND hash = COALESCE($3::text, hash)
       RETURNING version, status
     ), superseded AS (
       UPDATE rule_version SET status = 'superseded'
       WHERE status = 'published' AND version < $1::int
         AND EXISTS (SELECT FROM published WHERE status = 'published')
     )
     SELECT version FROM published`,
    [Number(ref), data.index, data.hash ?? null],
  )
  return { applied: rows.length > 0 }
}
