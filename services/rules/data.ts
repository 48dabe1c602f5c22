import { RuleSet } from '#domain/rule'
import type { Query } from '#lib/query'
import type { CaseRecord } from './facts'

export type RuleVersionStatus = 'pending' | 'published' | 'superseded'
export type RuleVersionRow = {
  version: number
  status: RuleVersionStatus
  hash: string
  createdBy: string | null
  createdAt: Date
  publishedAt: Date | null
  ledgerIndex: number | null
  /** The version that this one brought back, when it was a rollback. */
  restores: number | null
  /** Undefined when the stored JSON is no rule set: shown as damaged, never as empty. */
  set: RuleSet | undefined
}
type StoredVersion = Omit<RuleVersionRow, 'set'> & { rules: unknown }

const COLUMNS = `version, status, hash, created_by::text AS "createdBy", created_at AS "createdAt",
  published_at AS "publishedAt", ledger_index AS "ledgerIndex", restores, rules`

function parsed({ rules, ...row }: StoredVersion): RuleVersionRow {
  const result = RuleSet.safeParse(rules)
  return { ...row, set: result.success ? result.data : undefined }
}

/** Newest first. */
export async function listRuleVersions(query: Query, limit = 100): Promise<RuleVersionRow[]> {
  const rows = await query<StoredVersion>(
    `SELECT ${COLUMNS} FROM rule_version ORDER BY version DESC LIMIT $1::int`,
    [limit],
  )
  return rows.map(parsed)
}

export async function ruleVersion(query: Query, version: number): Promise<RuleVersionRow | undefined> {
  const [row] = await query<StoredVersion>(`SELECT ${COLUMNS} FROM rule_version WHERE version = $1::int`, [
    version,
  ])
  return row && parsed(row)
}

/** The version in force: the newest that the key service has committed. */
export async function publishedRules(query: Query): Promise<RuleVersionRow | undefined> {
  const [row] = await query<StoredVersion>(
    `SELECT ${COLUMNS} FROM rule_version WHERE status = 'published' ORDER BY version DESC LIMIT 1`,
    [],
  )
  return row && parsed(row)
}

/** What rules need to know of each case, without a word of content: one statement for all of them. */
export async function caseRecords(query: Query, caseIds: readonly string[]): Promise<CaseRecord[]> {
  return query<CaseRecord>(
    `SELECT c.id, c.version, c.stage, c.platform_id AS platform, c.region, c.kind,
       c.report_count AS "reportCount", c.message_count AS "messageCount",
       (extract(epoch FROM c.opened_at) * 1000)::float8 AS "openedAtMs",
       (SELECT count(*)::int FROM review_case e
         WHERE e.subject_id = c.subject_id AND e.platform_id = c.platform_id AND e.id <> c.id
           AND e.opened_at < c.opened_at AND e.opened_at > c.opened_at - interval '90 days') AS "subjectCases",
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', r.id, 'reason', r.reason, 'source', r.source,
           'reporterAge', r.reporter_age_band, 'subjectAge', r.subject_age_band,
           'scored', r.stage IN ('classified', 'routed')) ORDER BY r.received_at, r.id), '[]')
         FROM report r WHERE r.case_id = c.id) AS reports,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('reportId', s.report_id, 'classifier', s.classifier,
           'attempt', s.attempt, 'status', s.status, 'score', s.score, 'band', s.band)), '[]')
         FROM signal s WHERE s.case_id = c.id) AS signals
     FROM review_case c WHERE c.id = ANY($1::uuid[])`,
    [caseIds],
  )
}

/** The newest cases that have been routed, newest first: what a draft is tried on. */
export async function recentlyRouted(query: Query, limit: number): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT id FROM review_case WHERE routed_at IS NOT NULL ORDER BY routed_at DESC LIMIT $1::int`,
    [limit],
  )
  return rows.map((row) => row.id)
}
