import { fromBase64Url } from '#domain/bytes'
import { ACTIONS, POLICIES } from '#domain/decision'
import type { LedgerRow } from '#domain/key-request'
import { decodeEntry, type LedgerEntry, type MessageRefs, type Purpose } from '#domain/ledger-entry'
import { ROLE_NAMES } from '#domain/permission'
import { WIDEN_REASONS } from '#domain/review-case'
import { parseSeqs } from '#domain/seq-range'
import { authorityText } from './authority-words'

/** What a ledger row says, in parts, so that a page can set the names and link the case. */
export type EntryWords = {
  /** Person id, `worker:<name>`, or undefined for the key service itself. */
  actor?: string
  /** The sentence after the actor. `{case}` stands where the case belongs. */
  text: string
  caseId?: string
  tone: 'access' | 'change' | 'denied' | 'routine'
  machine: boolean
}

export const PURPOSE_WORDS: Record<Purpose, string> = {
  USER_REPORT_REVIEW: 'a first review',
  SECOND_REVIEW: 'a second review',
  QUALITY_SAMPLE: 'a quality sample',
  APPEAL_REVIEW: 'an appeal',
  LEGAL_PROCESS: 'legal process',
  EMERGENCY_DISCLOSURE: 'an emergency disclosure',
  CHILD_SAFETY_FILING: 'a child-safety filing',
  DATA_SUBJECT_REQUEST: 'a data subject’s request',
  SECURITY_INCIDENT: 'a security incident',
  CLASSIFIER_SCORING: 'scoring by the classifiers',
}

/** Kinds as the filter offers them, in the order in which an auditor looks for them. */
export const KIND_WORDS: Record<LedgerEntry['kind'], string> = {
  release: 'Messages opened',
  deny: 'Refusals',
  grant: 'Grants',
  claim: 'Claims',
  'case.decided': 'Decisions',
  revoke: 'Revoked grants',
  session: 'Reading keys unlocked',
  'rule.published': 'Rules published',
  'role.changed': 'Roles changed',
  'ledger.read': 'Ledger read',
  fact: 'Console changes',
  epoch: 'Key epochs',
  start: 'Key service starts',
  request: 'Access asked for',
  approve: 'Approvals',
  review: 'Break-glass reviews',
  credential: 'Credentials',
  relation: 'Declared relations',
  freeze: 'Freezes',
  'worker.changed': 'Worker identities',
  shred: 'Keys destroyed',
  hold: 'Legal holds',
  'epoch.destroyed': 'Key epochs destroyed',
  'root.rotated': 'Root key rotations',
  'signer.rotated': 'Signing key rotations',
  origin: 'New ledgers',
  alarm: 'Alarms',
}

const FACT_WORDS: Record<string, string> = {
  'apikey.created': 'created an API key',
  'apikey.revoked': 'revoked an API key',
  'franking-key.added': 'added a franking key',
  'franking-key.retired': 'retired a franking key',
  'person.added': 'added a person',
  'endpoint.created': 'added a webhook endpoint',
  'endpoint.changed': 'changed a webhook endpoint',
  'endpoint.secret-rotated': 'replaced a webhook signing secret',
  'delivery.retried': 'sent a failed delivery again',
  'calibration.proposed': 'proposed a calibration',
  'calibration.promoted': 'put a calibration into force that another admin had proposed',
  'classifier.promoted': 'put another version of a classifier into force that another admin had proposed',
  'plugin.proposed': 'proposed a plug-in scorer',
  'plugin.allowed': 'allowed text to be sent to a plug-in scorer that another admin had proposed',
  'plugin.stopped': 'stopped sending text to a plug-in scorer',
}

/** Every operation that may be refused: domain/key-request.ts, and the entries that the service makes unasked. */
export const OP_WORDS: Record<string, string> = {
  claim: 'a claim',
  renew: 'more time on a claim',
  return: 'returning a case',
  widen: 'a wider window',
  release: 'opening messages',
  score: 'scoring a report',
  decide: 'a decision',
  'publish-rules': 'publishing rules',
  'change-person': 'changing a person’s roles',
  'query-ledger': 'reading the ledger',
  'read-entries': 'reading raw entries',
  facts: 'recording a fact',
  'request-access': 'asking for access',
  'approve-access': 'answering a request for access',
  'take-up': 'taking up access',
  'revoke-access': 'ending access',
  'review-access': 'reviewing how the glass was broken',
  freeze: 'freezing a person or lifting a freeze',
  'declare-relation': 'declaring or withdrawing a relation',
  'list-access': 'a list of access requests',
  'read-access': 'reading a request for access',
  'invite-person': 'inviting a person',
  enrol: 'enrolling a passkey',
  'confirm-enrolment': 'confirming a passkey',
  'revoke-credential': 'ending a credential',
  'list-credentials': 'a list of credentials',
  'change-worker': 'changing a worker',
  'rotate-worker': 'changing a worker’s key',
  shred: 'destroying keys',
  hold: 'placing a legal hold',
  'lift-hold': 'lifting a legal hold',
  'forget-person': 'unlinking a former member of staff',
}

export function countMessages(refs: MessageRefs): number {
  return refs.reduce((sum, [, seqs]) => sum + parseSeqs(seqs).length, 0)
}

export function isMachine(who: string | undefined): boolean {
  return who?.startsWith('worker:') ?? false
}

/** @throws when the bytes are not an entry; a page shows such a row as unreadable and never skips it. */
export function entryWords(row: LedgerRow): EntryWords {
  const entry = decodeEntry(fromBase64Url(row.entry))
  const who = 'who' in entry ? entry.who : undefined
  const machine = isMachine(who)
  const actor = row.personId ?? who
  return { ...sentence(entry, row, machine), actor, machine }
}

function messages(refs: MessageRefs): string {
  const count = countMessages(refs)
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`
}

function under(purpose: string | undefined): string {
  const words = purpose && purpose in PURPOSE_WORDS ? PURPOSE_WORDS[purpose as Purpose] : undefined
  return words ? ` under ${words}` : ''
}

function sentence(
  entry: LedgerEntry,
  row: LedgerRow,
  machine: boolean,
): Pick<EntryWords, 'text' | 'caseId' | 'tone'> {
  const caseId = 'case' in entry ? entry.case : row.caseId
  const ofCase = caseId ? ' of {case}' : ''
  switch (entry.kind) {
    case 'release':
      if (machine && entry.destination)
        return {
          text: `took ${messages(entry.messages)}${ofCase} to send their text to the plug-in ${entry.destination}`,
          caseId,
          tone: 'access',
        }
      if (machine) return { text: `scored ${messages(entry.messages)}${ofCase}`, caseId, tone: 'routine' }
      return {
        text: `opened ${messages(entry.messages)}${ofCase}${under(row.purpose)}`,
        caseId,
        tone: 'access',
      }
    case 'deny':
      return {
        text: `was refused ${OP_WORDS[entry.op] ?? entry.op}${caseId ? ' on {case}' : ''}: ${plain(entry.code)}`,
        caseId,
        tone: 'denied',
      }
    case 'grant': {
      // An access request has reasons of the same names, and widens nobody's window.
      const widened = entry.access === undefined && entry.reason in WIDEN_REASONS
      const why = widened
        ? `; reason: ${WIDEN_REASONS[entry.reason as keyof typeof WIDEN_REASONS].toLowerCase()}`
        : ''
      const verb = widened ? 'widened the window to' : 'may open'
      return {
        text: `${verb} ${messages(entry.messages)}${ofCase}${under(entry.purpose)}${why}`,
        caseId,
        tone: 'change',
      }
    }
    case 'claim':
      return { text: CLAIM_WORDS[entry.act], caseId, tone: 'routine' }
    case 'revoke':
      return { text: `lost a grant: ${plain(entry.code)}`, caseId, tone: 'change' }
    case 'session':
      return { text: `unlocked a reading key with a ${credential(entry.credential)}`, tone: 'routine' }
    case 'case.decided':
      return {
        text: `decided {case}: ${nameOf(POLICIES, entry.policy)}, ${nameOf(ACTIONS, entry.action).toLowerCase()}`,
        caseId,
        tone: 'change',
      }
    case 'rule.published':
      return { text: `published version ${entry.version} of the rules`, tone: 'change' }
    case 'role.changed': {
      const roles =
        entry.roles.map((role) => nameOf(ROLE_NAMES, role).toLowerCase()).join(' and ') || 'no role'
      const state = entry.active ? '' : ', deactivated'
      return {
        text: `set a person’s roles to ${roles} (${entry.regions.join(', ') || 'no region'}${state})`,
        tone: 'change',
      }
    }
    case 'ledger.read':
      return {
        text: `read ${entry.count === 1 ? '1 entry' : `${entry.count} entries`} of the ledger`,
        tone: 'routine',
      }
    case 'fact':
      // Only the console says so: nobody signed it.
      return {
        text: `${FACT_WORDS[entry.fact] ?? `recorded ${entry.fact}`}, says the console`,
        tone: 'change',
      }
    case 'epoch':
      return { text: `opened a key epoch for ${entry.region}`, tone: 'routine' }
    case 'start':
      return { text: `started (${entry.mode}, version ${entry.version})`, tone: 'change' }
    case 'alarm':
      return { text: `raised an alarm: ${plain(entry.code)}`, tone: 'denied' }
    default:
      return { text: authorityText(entry, PURPOSE_WORDS), tone: 'change' }
  }
}

const CLAIM_WORDS = {
  taken: 'claimed {case}',
  renewed: 'kept {case} for longer',
  returned: 'returned {case} to its queue',
  expired: 'lost {case}: the time ran out',
  decided: 'finished {case}',
} as const

function credential(kind: 'trial' | 'passkey'): string {
  return kind === 'trial' ? 'trial code' : 'passkey'
}

function plain(code: string): string {
  return code.replaceAll('_', ' ')
}

function nameOf(table: Record<string, string | { name: string }>, code: string): string {
  const entry = table[code]
  return entry === undefined ? code : typeof entry === 'string' ? entry : entry.name
}
