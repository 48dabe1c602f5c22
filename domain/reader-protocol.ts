import type { z } from 'zod'
import type { ApprovalVerdict, ReviewVerdict } from './credential-proof'
import type { FrankingState } from './envelope'
import type { GrantView, KeyRequest, SignedRequest } from './key-request'
import type { EvidenceSpan } from './signal'

/**
 * What passes between the console's page and the reader's iframe by postMessage. Down go ciphertext, ids and
 * what the classifiers pointed at; up come ids, sizes, states, signed requests and key events: never a
 * character of content. Both sides check `event.origin` and `event.source`.
 *
 * One bundle, several modes (`#agent`, `#conversation`, `#enrol`, `#judge`, `#rationale`, `#verify`): they share one session key in
 * the reader origin's storage, non-extractable, so that unlocking once serves all of them.
 *
 * A frame says `ready` when it loads, then waits for `hello`; `state` follows and again at each unlock or lock,
 * in whichever frame that happened. `agent`, `enrol`, `judge`, `rationale` and `verify` say how high they are (`resize`);
 * `conversation` fills the height that its frame is given and scrolls inside.
 */
export type ReaderMode = 'agent' | 'conversation' | 'enrol' | 'judge' | 'rationale' | 'verify'

/** Operations that the agent signs at the page's request. Releases are never among them: the reader asks itself. */
export const SIGNABLE_OPS = [
  'claim',
  'renew',
  'return',
  'widen',
  'publish-rules',
  'change-person',
  'query-ledger',
  'invite-person',
  'confirm-enrolment',
  'revoke-credential',
  'list-credentials',
  'change-worker',
  'request-access',
  'take-up',
  'revoke-access',
  'freeze',
  'declare-relation',
  'list-access',
  'shred',
  'hold',
  'lift-hold',
  'forget-person',
] as const
export type SignableOp = (typeof SIGNABLE_OPS)[number]

/**
 * Of these, everything that changes who may do what, or destroys: the agent shows what is to be signed, in words drawn from the
 * request itself (domain/request-words.ts), and signs at a click inside its own frame.
 */
export const CONFIRMED_OPS = [
  'invite-person',
  'confirm-enrolment',
  'revoke-credential',
  'change-worker',
  'change-person',
  'publish-rules',
  'freeze',
  'revoke-access',
  'declare-relation',
  'shred',
  'hold',
  'lift-hold',
  'forget-person',
] as const satisfies SignableOp[]
export type ConfirmedOp = (typeof CONFIRMED_OPS)[number]
export function isConfirmed(op: string): op is ConfirmedOp {
  return (CONFIRMED_OPS as readonly string[]).includes(op)
}

/** Made in the reader: the code's hash, so that the page never sees the code, and the gesture. */
type AddedByReader = { 'invite-person': 'codeHash'; 'confirm-enrolment': 'proof' }
type Added<Op> = Op extends keyof AddedByReader ? AddedByReader[Op] : never
export type SignableRequest = {
  [Op in SignableOp]: Omit<Extract<KeyRequest, { op: Op }>, 'requestId' | 'at' | Added<Op>>
}[SignableOp]

/** A message as the console knows it: ciphertext and the fields that its AAD binds. */
export type SealedMessage = {
  dek: string
  seq: number
  reportId: string
  id: string
  sender: string
  sentAt: number
  kind: string
  reported: boolean
  franking: FrankingState
  /** base64url; empty once its keys were destroyed. */
  envelope: string
  /** When that was, in milliseconds since 1970. */
  destroyedAt?: number
}

export type Evidence = {
  messageId: string
  classifier: string
  contribution: number
  spans: z.infer<typeof EvidenceSpan>[]
}

export type ConversationView = {
  caseId: string
  region: string
  platform: string
  conversation: string
  reporter: string
  subject: string
  /** The approved request that the grant came of; without one it is a claim's. */
  accessId?: string
  grant: GrantView
  /** Every message of the case, released or not, in merged order; those outside the grant are shown as gaps. */
  messages: SealedMessage[]
  evidence: Evidence[]
}

export type ToReader =
  | { type: 'hello'; personId: string; theme: 'light' | 'dark' }
  | { type: 'theme'; theme: 'light' | 'dark' }
  | { type: 'sign'; id: string; request: SignableRequest }
  | { type: 'open'; view: ConversationView }
  | { type: 'close' }
  /** Seal what was typed and sign the decision. */
  | {
      type: 'decide'
      id: string
      caseId: string
      region: string
      platform: string
      conversation: string
      decisionId: string
      policy: string
      action: string
    }
  /** The decision of this id stands: only now is the rationale's text dropped, so that a failure loses nothing. */
  | { type: 'decided-ok'; id: string }
  /** The lease of the open case was renewed: its text may stay on screen until then. */
  | { type: 'renewed'; caseId: string; expires: number }
  /** Draw a request for access from the ledger, and sign what the person says to it. The name is only a label. */
  | { type: 'judge'; id: string; accessId: string; task: 'answer' | 'review'; requester: string }
  /** Read the whole ledger and check it; `stop` ends that early. */
  | { type: 'verify' }
  | { type: 'stop' }
  | { type: 'lock' }
  /** Move the keyboard: next or previous evidence, or into the rationale. */
  | { type: 'focus'; target: 'next-evidence' | 'previous-evidence' | 'conversation' | 'rationale' }

export type FromReader =
  | { type: 'ready'; mode: ReaderMode }
  | { type: 'state'; locked: boolean; trial: boolean; expiresAt?: number }
  | { type: 'signed'; id: string; signed: SignedRequest }
  | { type: 'failed'; id?: string; code: string }
  | { type: 'opened'; caseId: string; count: number; index: number }
  /** The entry, its proof, the checkpoint or an envelope did not verify, or the key service said no: nothing is shown. */
  | { type: 'refused'; caseId: string; code: string }
  | { type: 'decided'; id: string; signed: SignedRequest; envelope: string }
  /** What a lead said to a request, signed with a gesture of its own. */
  | { type: 'judged'; id: string; verdict: ApprovalVerdict | ReviewVerdict; signed: SignedRequest }
  /** How many characters the rationale has: the parent may not see which. */
  | { type: 'rationale'; sizeChars: number }
  /**
   * A key that the reader has no use for: single keys outside fields, and with `mod` (Control or Command) Enter
   * and K from anywhere. Never sent for a key typed into a field or while the unlock form is shown.
   */
  | { type: 'shortcut'; key: string; shift: boolean; mod?: boolean }
  | { type: 'resize'; height: number }
  /** The agent wants to be seen: somebody must look at what is to be signed, or at a code that is shown once. */
  | { type: 'attention'; wanted: boolean }
  /** What has become of this person's enrolment. */
  | { type: 'enrolment'; state: 'asked' | 'waiting' | 'confirmed' }
  | { type: 'verified'; ok: boolean; size: number; badIndex?: number }
