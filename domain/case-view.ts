import type { CaseScore } from './queue-view'
import type { Region } from './region'
import type { CaseStage } from './review-case'
import type { RoutingReason } from './rule'
import type { MessageEvidence } from './signal'

/** Everything that the case page shows round the reader. No content: ids, codes, offsets and numbers. */
export type CaseView = {
  id: string
  version: number
  region: Region
  platform: string
  conversation: string
  kind: string
  subject: string
  stage: CaseStage
  queue: string
  priority: number
  dueAt: string | null
  openedAt: string
  decidedAt: string | null
  messages: number
  claim: { by: { id: string; name: string } | null; mine: boolean; leaseUntil: string | null }
  routing: { version: number | null; reasons: (RoutingReason & { name: string })[] } | null
  reports: CaseReport[]
  scores: CaseScore[]
  signals: CaseSignal[]
  events: CaseEventView[]
  decision: CaseDecision | null
}

export type CaseReport = {
  id: string
  externalId: string
  source: string
  reason: string
  reportedAt: string
  receivedAt: string
  reporter: { id: string; ageBand: string }
  subject: { id: string; ageBand: string }
  messages: number
  hasNote: boolean
  /** Names the report's messages in a grant. */
  dek: string
  stage: string
}

export type CaseSignal = CaseScore & {
  reportId: string
  version: string
  unavailableReason?: string
  perMessage: MessageEvidence[]
  stages: { stage: string; messageIds: string[] }[]
}

export type CaseEventView = { id: string; at: string; kind: string; actor: string | null }

/** `settled` is false until the key service has committed the decision to the ledger. */
export type CaseDecision = {
  id: string
  policy: string
  action: string
  decidedAt: string
  by: string
  settled: boolean
}

/** What a moderator's decision answers: settled at once, or kept and shipped when the key service is back. */
export type DecideAnswer = { decisionId: string; settled: boolean; index: number | null }

export type SearchGroup = {
  kind: 'case' | 'report' | 'conversation' | 'reported_account' | 'reporter_account' | 'message'
  cases: SearchHit[]
}
export type SearchHit = {
  id: string
  region: string
  queue: string
  stage: string
  reason: string
  reports: number
  openedAt: string
  decidedAt: string | null
}
