import { ACCESS_RULES, type AccessReason, AccessScope, WINDOW_MOST } from '#domain/access-rules'
import type { Purpose } from '#domain/ledger-entry'
import { WINDOW_SELF } from '#domain/review-case'
import { Uuid } from '#domain/uuid'
import type { AccessAct } from './use-access'

/** The form as it is typed. */
export type Draft = {
  purpose: Purpose
  act: 'read' | 'erase'
  kind: AccessScope['kind']
  caseId: string
  around: string
  platform: string
  region: string
  accounts: string
  conversations: string
  /** `YYYY-MM-DD`, both days included, UTC. */
  from: string
  to: string
  ref: string
  reason: AccessReason
}
export type Problems = Partial<Record<'caseId' | 'around' | 'platform' | 'who' | 'period' | 'ref', string>>
type Request = Extract<AccessAct, { op: 'request-access' }>

const DAY_MS = 24 * 60 * 60_000

const REASON_FOR: Record<Purpose, AccessReason> = {
  USER_REPORT_REVIEW: 'context_unclear',
  SECOND_REVIEW: 'second_opinion',
  QUALITY_SAMPLE: 'quality',
  APPEAL_REVIEW: 'appeal',
  LEGAL_PROCESS: 'order',
  EMERGENCY_DISCLOSURE: 'safety',
  CHILD_SAFETY_FILING: 'statute',
  DATA_SUBJECT_REQUEST: 'subject_right',
  SECURITY_INCIDENT: 'incident',
  CLASSIFIER_SCORING: 'pattern',
}

export function emptyDraft(purpose: Purpose, region: string, caseId: string): Draft {
  const kind = ACCESS_RULES[purpose].scopes[0] ?? 'window'
  return {
    ...{ purpose, act: 'read', kind, caseId, around: purpose === 'USER_REPORT_REVIEW' ? '50' : '20' },
    ...{ platform: '', region, accounts: '', conversations: '', from: '', to: '', ref: '' },
    reason: REASON_FOR[purpose],
  }
}

/** The request that the draft stands for, or what is wrong with it by field. */
export function requestOf(draft: Draft): { ok: true; request: Request } | { ok: false; problems: Problems } {
  const problems: Problems = {}
  const scope = draft.kind === 'identifiers' ? identifiersOf(draft, problems) : caseOf(draft, problems)
  const ref = draft.ref.trim() || (draft.kind === 'identifiers' ? '' : draft.caseId.trim())
  if (!/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$/.test(ref))
    problems.ref = 'The number of the order or request: letters, digits and . _ : / - only, without spaces'
  const parsed = AccessScope.safeParse(scope)
  if (Object.keys(problems).length > 0 || !parsed.success) return { ok: false, problems }
  const { act, purpose, reason } = draft
  return { ok: true, request: { op: 'request-access', act, purpose, scope: parsed.data, ref, reason } }
}

function caseOf(draft: Draft, problems: Problems): object {
  const caseId = draft.caseId.trim()
  if (!Uuid.safeParse(caseId).success)
    problems.caseId = 'The whole id of a case: the end of its page’s address'
  if (draft.kind === 'opened') return { kind: 'opened', caseId }
  const around = Number(draft.around)
  const least = draft.purpose === 'USER_REPORT_REVIEW' ? WINDOW_SELF + 1 : 0
  if (!Number.isInteger(around) || around < least || around > WINDOW_MOST)
    problems.around = `A number from ${least} to ${WINDOW_MOST}`
  return { kind: 'window', caseId, around }
}

function identifiersOf(draft: Draft, problems: Problems): object {
  const accounts = linesOf(draft.accounts)
  const conversations = linesOf(draft.conversations)
  const platform = draft.platform.trim()
  if (platform === '') problems.platform = 'Which platform’s ids these are'
  if (accounts.length + conversations.length === 0) problems.who = 'At least one account or conversation'
  if (accounts.length > 50 || conversations.length > 50) problems.who = 'At most 50 of each'
  const from = Date.parse(`${draft.from}T00:00:00Z`)
  const to = Date.parse(`${draft.to}T00:00:00Z`) + DAY_MS
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from)
    problems.period = 'A first and a last day; the last may not be before the first'
  return { kind: 'identifiers', platform, region: draft.region, accounts, conversations, from, to }
}

function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}
