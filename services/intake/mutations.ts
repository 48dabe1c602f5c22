import type { Pool } from 'pg'
import type { Report } from '#domain/report-input'
import { ask } from './data'
import { bigintArray, booleanArray, byteArray, textArray } from './pg-array'
import type { SealedReport } from './seal'

export type Idempotency = { key: string; bodyHmac: Buffer }

/**
 * accepted: a case was opened; joined: the open case on this conversation took it; duplicate: this external id is
 * known and nothing was stored; key_reused: this idempotency key stands for another body.
 */
export type Outcome = 'accepted' | 'joined' | 'duplicate' | 'key_reused'
export type Acceptance = { outcome: Outcome; reportId: string; caseId: string; replayed: boolean }

const ACCEPT = `SELECT outcome, report_id, case_id, replayed
  FROM door.accept_report($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

/** Stores one sealed report in one statement, so that it is there whole or not at all. */
export async function acceptReport(
  pool: Pool,
  platform: string,
  report: Report,
  sealed: SealedReport,
  idempotency: Idempotency | undefined,
): Promise<Acceptance> {
  const facts = {
    reportId: sealed.reportId,
    caseId: sealed.caseId,
    platformId: platform,
    externalId: report.externalId,
    region: report.region,
    source: report.source,
    reason: report.reason,
    reportedAtMs: report.reportedAtMs,
    reporterId: report.reporter.id,
    reporterAgeBand: report.reporter.ageBand,
    subjectId: report.subject.id,
    subjectAgeBand: report.subject.ageBand,
    conversationId: report.conversation.id,
    kind: report.conversation.kind,
    dek: sealed.dek,
    messageCount: report.conversation.messages.length,
    hasNote: report.note !== undefined,
    sealer: sealed.sealer,
    idempotencyKey: idempotency?.key ?? null,
  }
  const { messages } = sealed
  const [row] = await ask<{ outcome: Outcome; report_id: string; case_id: string; replayed: boolean }>(
    pool,
    'door-accept-report',
    ACCEPT,
    [
      JSON.stringify(facts),
      sealed.box,
      sealed.manifest,
      sealed.signature,
      idempotency?.bodyHmac ?? null,
      textArray(messages.map((message) => message.id)),
      textArray(messages.map((message) => message.sender)),
      bigintArray(messages.map((message) => message.sentAtMs)),
      textArray(messages.map((message) => message.kind)),
      booleanArray(messages.map((message) => message.reported)),
      textArray(messages.map((message) => message.franking)),
      byteArray(messages.map((message) => message.envelope)),
    ],
  )
  if (!row) throw new Error('door.accept_report returned no row')
  return { outcome: row.outcome, reportId: row.report_id, caseId: row.case_id, replayed: row.replayed }
}
