import type { Pool } from 'pg'
import { StoreError } from './outage'

/** What intake's role may ask: functions of the schema `door`, by prepared statements. It can read no table. */

/** The server cancels a statement after this; the driver gives up a second later, when even that is not said. */
export const STATEMENT_TIMEOUT_MS = 5_000
const GIVE_UP_MS = STATEMENT_TIMEOUT_MS + 1_000

export async function ask<Row extends object>(
  pool: Pool,
  name: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const statement = { name, text, values, query_timeout: GIVE_UP_MS }
  try {
    return (await pool.query<Row>(statement)).rows
  } catch (error) {
    throw new StoreError(error)
  }
}

export type KeyHolder = { keyId: string; platform: string; scopes: string[] }

/** @param hash SHA-256 of the whole API key. @returns undefined when no live key has it. */
export async function findKeyHolder(pool: Pool, hash: Buffer): Promise<KeyHolder | undefined> {
  const [row] = await ask<{ key_id: string; platform_id: string; scopes: string[] }>(
    pool,
    'door-api-key',
    'SELECT key_id, platform_id, scopes FROM door.api_key($1)',
    [hash],
  )
  return row && { keyId: row.key_id, platform: row.platform_id, scopes: row.scopes }
}

export type EpochRow = { id: string; region: string; record: Buffer; signature: Buffer }

/** Epochs that may still be sealed to, oldest first, exactly as the key service published them. */
export function listEpochs(pool: Pool): Promise<EpochRow[]> {
  return ask<EpochRow>(pool, 'door-epochs', 'SELECT id, region, record, signature FROM door.epochs()')
}

/** A platform's live franking keys, each sealed to intake's own key: `enc[65] ‖ ciphertext[32] ‖ tag[16]`. */
export function listFrankingKeys(pool: Pool, platform: string): Promise<{ kid: string; sealed: Buffer }[]> {
  return ask(pool, 'door-franking-keys', 'SELECT kid, sealed FROM door.franking_keys($1)', [platform])
}

/** The class that a platform's reports are kept in (domain/retention.ts). */
export async function findRetention(pool: Pool, platform: string): Promise<string | undefined> {
  const [row] = await ask<{ retention: string | null }>(
    pool,
    'door-retention',
    'SELECT door.retention($1) AS retention',
    [platform],
  )
  return row?.retention ?? undefined
}

export type ReportState = {
  reportId: string
  externalId: string
  caseId: string
  stage: string
  caseStage: string
  receivedAt: string
}

/** @returns undefined also for another platform's report: the two are not told apart. */
export async function findReportState(
  pool: Pool,
  platform: string,
  reportId: string,
): Promise<ReportState | undefined> {
  const [row] = await ask<{
    report_id: string
    external_id: string
    case_id: string
    stage: string
    case_stage: string
    received_at: Date
  }>(
    pool,
    'door-report-state',
    'SELECT report_id, external_id, case_id, stage, case_stage, received_at FROM door.report_state($1, $2)',
    [platform, reportId],
  )
  return (
    row && {
      reportId: row.report_id,
      externalId: row.external_id,
      caseId: row.case_id,
      stage: row.stage,
      caseStage: row.case_stage,
      receivedAt: row.received_at.toISOString(),
    }
  )
}

export type CaseState = {
  caseId: string
  region: string
  conversationId: string
  stage: string
  reports: number
  openedAt: string
  decidedAt: string | null
  policy: string | null
  action: string | null
}

export async function findCaseState(
  pool: Pool,
  platform: string,
  caseId: string,
): Promise<CaseState | undefined> {
  const [row] = await ask<{
    case_id: string
    region: string
    conversation_id: string
    stage: string
    reports: number
    opened_at: Date
    decided_at: Date | null
    policy: string | null
    action: string | null
  }>(
    pool,
    'door-case-state',
    `SELECT case_id, region, conversation_id, stage, reports, opened_at, decided_at, policy, action
     FROM door.case_state($1, $2)`,
    [platform, caseId],
  )
  return (
    row && {
      caseId: row.case_id,
      region: row.region,
      conversationId: row.conversation_id,
      stage: row.stage,
      reports: row.reports,
      openedAt: row.opened_at.toISOString(),
      decidedAt: row.decided_at?.toISOString() ?? null,
      policy: row.policy,
      action: row.action,
    }
  )
}
