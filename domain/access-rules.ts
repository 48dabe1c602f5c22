import { z } from 'zod'
import { concat, utf8 } from './bytes'
import { canonicalJson } from './canonical-json'
import { PURPOSES, type Purpose } from './entry-fields'
import type { Role } from './permission'
import { Region } from './region'
import { ExternalId } from './report'
import { Uuid } from './uuid'

/**
 * Access that one's own claim does not give: asked for by one person, approved by others, then taken up. One row of
 * this table a purpose; the key service refuses whatever is not in it.
 */
export type AccessRule = {
  /** Who may ask. Empty: only the key service itself, by a claim or for a classifier. */
  askedBy: readonly Role[]
  /** Whether it needs a case, or may list accounts and conversations. */
  scopes: readonly AccessScope['kind'][]
  /** How many leads other than the requester must approve. */
  approvers: number
  /** How long the grant lives once it is taken up, and how often its keys may be asked for. */
  minutes: number
  uses: number
  /** All leads are told, and one of them who did not approve reviews it within 24 hours. */
  breakGlass: boolean
  /** A review of what somebody else did: never by whoever held the case. */
  ofOthers?: boolean
}

const NONE = { askedBy: [], scopes: [], approvers: 0, minutes: 0, uses: 0, breakGlass: false } as const
const ORDINARY = { approvers: 1, minutes: 60, uses: 100, breakGlass: false } as const
const REVIEW = { ...ORDINARY, askedBy: ['moderator'], ofOthers: true } as const

export const ACCESS_RULES: Record<Purpose, AccessRule> = {
  // Beyond what a moderator widens alone: own claim, up to WINDOW_MOST messages on either side.
  USER_REPORT_REVIEW: { ...ORDINARY, askedBy: ['moderator'], scopes: ['window'] },
  SECOND_REVIEW: { ...REVIEW, scopes: ['opened'] },
  QUALITY_SAMPLE: { ...REVIEW, scopes: ['opened'] },
  APPEAL_REVIEW: { ...REVIEW, scopes: ['opened', 'window'] },
  LEGAL_PROCESS: { ...ORDINARY, askedBy: ['legal'], scopes: ['identifiers'], approvers: 2, minutes: 240 },
  EMERGENCY_DISCLOSURE: {
    askedBy: ['moderator', 'legal'],
    scopes: ['window', 'identifiers'],
    approvers: 1,
    minutes: 15,
    uses: 20,
    breakGlass: true,
  },
  CHILD_SAFETY_FILING: { ...ORDINARY, askedBy: ['legal'], scopes: ['window', 'identifiers'] },
  DATA_SUBJECT_REQUEST: { ...ORDINARY, askedBy: ['legal'], scopes: ['identifiers'], approvers: 2 },
  SECURITY_INCIDENT: { ...ORDINARY, askedBy: ['legal'], scopes: ['window', 'identifiers'], approvers: 2 },
  CLASSIFIER_SCORING: NONE,
}
export const REQUESTABLE_PURPOSES = PURPOSES.filter((purpose) => ACCESS_RULES[purpose].askedBy.length > 0)

/** Messages on either side of a reported one that a lead may approve. */
export const WINDOW_MOST = 200
/** An unanswered request lapses, and so does an approved one that nobody takes up. */
export const ACCESS_LAPSES_MS = 7 * 24 * 60 * 60_000
export const BREAK_GLASS_REVIEW_MS = 24 * 60 * 60_000

/** Which messages: always worked out by the key service from signed manifests, never from what a caller lists. */
export const AccessScope = z.discriminatedUnion('kind', [
  /** Reported messages of a case and this many on either side. */
  z.strictObject({ kind: z.literal('window'), caseId: Uuid, around: z.int().min(0).max(WINDOW_MOST) }),
  /** The union of the windows that people have opened on this case. */
  z.strictObject({ kind: z.literal('opened'), caseId: Uuid }),
  /**
   * Exactly these accounts' messages, or these conversations, between two instants (ms since 1970, end excluded).
   * When both are given they narrow each other: what those accounts wrote in those conversations.
   */
  z.strictObject({
    kind: z.literal('identifiers'),
    platform: ExternalId,
    region: Region,
    accounts: z.array(ExternalId).max(50),
    conversations: z.array(ExternalId).max(50),
    from: z.int().min(0),
    to: z.int().min(0),
  }),
])
export type AccessScope = z.infer<typeof AccessScope>

const SCOPE_LABEL = utf8('countersign/v1/access-scope')
/**
 * What the `request` entry's `scope` is the SHA-256 of, so that an approver sees the very accounts and days that were
 * asked for although the ledger names none. @param salt 16 random bytes: a short list could be guessed without them.
 */
export function accessScopeInput(salt: Uint8Array, scope: AccessScope): Uint8Array<ArrayBuffer> {
  return concat(SCOPE_LABEL, salt, utf8(canonicalJson(scope)))
}

/** Why somebody asks, as a code: entries have no room for sentences. */
export const ACCESS_REASONS = [
  'context_unclear',
  'pattern',
  'safety',
  'second_opinion',
  'quality',
  'appeal',
  'order',
  'statute',
  'subject_right',
  'incident',
] as const
export type AccessReason = (typeof ACCESS_REASONS)[number]
/** Why access ends early. */
export const REVOKE_CODES = ['not_needed', 'mistake', 'misuse', 'order_lifted'] as const
/** Why a person is stopped, or let go on. */
export const FREEZE_CODES = ['compromised', 'misuse', 'precaution', 'cleared', 'mistake'] as const
export type FreezeCode = (typeof FREEZE_CODES)[number]
/** What may be destroyed on request; everything else is only read. */
export const ERASE_PURPOSES: readonly Purpose[] = ['DATA_SUBJECT_REQUEST', 'LEGAL_PROCESS']

export const ACCESS_STATES = [
  'waiting',
  'approved',
  'refused',
  'taken_up',
  'lapsed',
  'revoked',
  'done',
] as const
export type AccessState = (typeof ACCESS_STATES)[number]

/** What the person who asked, and leads who decide, are told of a request. */
export type AccessView = {
  id: string
  act: 'read' | 'erase'
  purpose: Purpose
  /** A case id, or the reference that the requester gave, such as an order's number. */
  ref: string
  caseId?: string
  region: string
  platform: string
  personId: string
  reason: string
  /** How many messages, and in how many reports. */
  messages: number
  reports: number
  minutes: number
  uses: number
  needed: number
  approvals: { personId: string; verdict: 'approved' | 'refused'; at: number }[]
  state: AccessState
  at: number
  breakGlass: boolean
  /** Break-glass only: when the review is due, and what it said. */
  reviewDue?: number
  review?: { personId: string; verdict: 'justified' | 'not_justified'; at: number }
  /** Leaf hash of the `request` entry, base64url: what an approver signs over. */
  hash: string
  /** The grant that came of it, while it lives. */
  grantId?: string
  grantExpires?: number
}

/** A live grant of one's own. */
export type OwnGrant = {
  id: string
  purpose: Purpose
  /** The case of a claim's grant; an approved grant may cover several. */
  cases: { caseId: string; region: string; messages: [string, string][] }[]
  /** The request that it came of; without one it came of a claim. */
  accessId?: string
  uses: number
  notBefore: number
  expires: number
  /** False when it was taken up in another session: taking it up again rebinds it. */
  here: boolean
}
export type OwnRelation = { platform: string; account: string; at: number; declaredBy: string }
/** Answer of `list-access`. `grants` and `relations` only for `own`. */
export type AccessList = { requests: AccessView[]; grants: OwnGrant[]; relations: OwnRelation[] }
/** How much waits for leads: counts, and nothing about whom or what. */
export type AccessCounts = { waiting: number; breakGlass: number; reviews: number; overdue: number }
