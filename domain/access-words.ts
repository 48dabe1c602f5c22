import type { AccessReason, AccessState, FreezeCode } from './access-rules'
import type { Purpose } from './entry-fields'

/** What the codes of access requests mean to people: the console's pages and the reader say the same. */
export const PURPOSE_NAMES: Record<Purpose, string> = {
  USER_REPORT_REVIEW: 'More context for a reported conversation',
  SECOND_REVIEW: 'Second review',
  QUALITY_SAMPLE: 'Quality sample',
  APPEAL_REVIEW: 'Review of an appeal',
  LEGAL_PROCESS: 'Legal order',
  EMERGENCY_DISCLOSURE: 'Emergency',
  CHILD_SAFETY_FILING: 'Child safety filing',
  DATA_SUBJECT_REQUEST: 'Request by the person concerned',
  SECURITY_INCIDENT: 'Security incident',
  CLASSIFIER_SCORING: 'Scoring',
}

export const REASON_NAMES: Record<AccessReason, string> = {
  context_unclear: 'The meaning is unclear without more context',
  pattern: 'Need to see whether it repeats',
  safety: 'Someone may be in danger',
  second_opinion: 'A second opinion is due',
  quality: 'Drawn as a sample',
  appeal: 'The decision was appealed',
  order: 'An order or warrant demands it',
  statute: 'The law demands a filing',
  subject_right: 'The person concerned asks for it',
  incident: 'An incident is being looked into',
}

export const STATE_NAMES: Record<AccessState, string> = {
  waiting: 'waiting',
  approved: 'approved',
  refused: 'refused',
  taken_up: 'in use',
  lapsed: 'lapsed',
  revoked: 'taken back',
  done: 'ended',
}

export const FREEZE_NAMES: Record<FreezeCode, string> = {
  compromised: 'Their credential may be in other hands',
  misuse: 'They misuse their access',
  precaution: 'As a precaution, until it is clear',
  cleared: 'It has been cleared up',
  mistake: 'It was a mistake',
}
