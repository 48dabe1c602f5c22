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
  /** Of the case: `direct` has two sides. */
  conversationKind: 'direct' | 'group'
  dek: string
  /** Reporter and subject of each report on the conversation, with the age band that it gives them. */
  parties: [account: string, ageBand: AgeBand][]
  receivedAtMs: number
}
/** One sealed message with the fields that its AAD binds. */
export type StoredMessage = {
  reportId: string
  /** Lower-case hex. */
  dek: string
  seq: number
  messageId: string
  sender: string
  sentAtMs: number
  kind: string
  reported: boolean
  franking: FrankingState
  envelope: Buffer
}

const REPORT_COLUMNS = `r.platform_id AS platform, r.region, c.conversation_id AS conversation,
  c.kind AS "conversationKind", r.dek,
  (SELECT jsonb_agg(p ORDER BY o.received_at) FROM report o, LATERAL (VALUES
      (jsonb_build_array(o.reporter_id, o.reporter_age_band)),
      (jsonb_build_array(o.subject_id, o.subject_age_band))) AS v (p)
    WHERE o.case_id = r.case_id) AS parties,
  (extract(epoch FROM r.received_at) * 1000)::float8 AS "receivedAtMs"`

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
     SELECT r.id, r.case_id AS "caseId", r.stage, begun.attempt, r.attempt AS spent, ${REPORT_COLUMNS}
     FROM report r JOIN review_case c ON c.id = r.case_id LEFT JOIN begun ON begun.id = r.id
     WHERE r.id = ANY($1::uuid[])`,
    [reportIds, maxAttempts],
  )
}

/** A report as it is, without beginning an attempt of our own classifiers. */
export async function reportToScore(query: Query, reportId: string): Promise<ReportToScore | undefined> {
  const [report] = await query<ReportToScore>(
    `SELECT r.id, r.case_id AS "caseId", r.stage, NULL::int AS attempt, r.attempt AS spent, ${REPORT_COLUMNS}
     FROM report r JOIN review_case c ON c.id = r.case_id WHERE r.id = $1::uuid`,
    [reportId],
  )
  return report
}

const MESSAGE_COLUMNS = `m.report_id AS "reportId", r.dek, m.seq, m.message_id AS "messageId", m.sender,
  (extract(epoch FROM m.sent_at) * 1000)::float8 AS "sentAtMs", m.kind, m.reported, m.franking, m.envelope`

/** All that these reports sealed, a reporter's note too: what is missing here must be noticed. */
export async function sealedMessages(query: Query, reportIds: readonly string[]): Promise<StoredMessage[]> {
  return query<StoredMessage>(
    `SELECT ${MESSAGE_COLUMNS} FROM message m JOIN report r ON r.id = m.report_id
     WHERE m.report_id = ANY($1::uuid[]) AND m.destroyed_at IS NULL`,
    [reportIds],
  )
}

/** The same for the other reports on a case whose keys a release brought along. */
export async function messagesOfDeks(
  query: Query,
  caseId: string,
  deks: readonly string[],
): Promise<StoredMessage[]> {
  return query<StoredMessage>(
    `SELECT ${MESSAGE_COLUMNS} FROM report r JOIN message m ON m.report_id = r.id
     WHERE r.case_id = $1::uuid AND r.dek = ANY($2::text[]) AND m.destroyed_at IS NULL`,
    [caseId, deks],
  )
}
