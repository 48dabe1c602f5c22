import type { FrankingState } from '#domain/envelope'
import type { AgeBand } from '#domain/signal'
import type { Query } from '#lib/query'

/** A report whose scoring begins: everything but its messages. */
export type ReportToScore = {
  id: string
  caseId: string
  stage: string
  /** The attempt that has just begun, or null when the report is not to be scored (again). */
  attempt: number | null
  /** How many attempts were spent before. */
  spent: number
  platform: string
  region: string
  conversation: string
  dek: string
  reporterId: string
  reporterAge: AgeBand
  subjectId: string
  subjectAge: AgeBand
  receivedAtMs: number
}
/** One sealed message with the fields that its AAD binds. */
export type StoredMessage = {
  reportId: string
  seq: number
  messageId: string
  sender: string
  sentAtMs: number
  kind: string
  reported: boolean
  franking: FrankingState
  envelope: Buffer
}

/**
 * Takes the next attempt number of each report, before anything is asked of the key service: an attempt that is
 * cut short has still been spent, because its entry may stand in the ledger.
 */
export async function beginScoring(
  query: Query,
  reportIds: readonly string[],
  maxAttempts: number,
): Promise<ReportToScore[]> {
  return query<ReportToScore>(
    `WITH begun AS (
       UPDATE report SET attempt = attempt + 1
       WHERE id = ANY($1::uuid[]) AND stage = 'adopted' AND attempt < $2::int RETURNING id, attempt
     )
     SELECT r.id, r.case_id AS "caseId", r.stage, begun.attempt, r.attempt AS spent,
       r.platform_id AS platform, r.region, c.conversation_id AS conversation, r.dek,
       r.reporter_id AS "reporterId", r.reporter_age_band AS "reporterAge",
       r.subject_id AS "subjectId", r.subject_age_band AS "subjectAge",
       (extract(epoch FROM r.received_at) * 1000)::float8 AS "receivedAtMs"
     FROM report r JOIN review_case c ON c.id = r.case_id LEFT JOIN begun ON begun.id = r.id
     WHERE r.id = ANY($1::uuid[])`,
    [reportIds, maxAttempts],
  )
}

/** The sealed messages of these reports in order of position; a reporter's note is not among them. */
export async function sealedMessages(query: Query, reportIds: readonly string[]): Promise<StoredMessage[]> {
  return query<StoredMessage>(
    `SELECT report_id AS "reportId", seq, message_id AS "messageId", sender,
       (extract(epoch FROM sent_at) * 1000)::float8 AS "sentAtMs", kind, reported, franking, envelope
     FROM message WHERE report_id = ANY($1::uuid[]) AND kind <> 'note' ORDER BY report_id, seq`,
    [reportIds],
  )
}
