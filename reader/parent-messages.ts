import { z } from 'zod'
import { FRANKING_STATES } from '#domain/envelope'
import { MessageRefs } from '#domain/ledger-entry'
import type { ToReader } from '#domain/reader-protocol'
import { EvidenceSpan } from '#domain/signal'
import { Uuid } from '#domain/uuid'

/** The console's page is not trusted: what it posts is parsed before anything is done with it. */
const Text = z.string().max(500)
const theme = z.enum(['light', 'dark'])

const Message = z.object({
  dek: z.string().regex(/^[0-9a-f]{32}$/),
  seq: z.int().min(0),
  reportId: Text,
  id: Text,
  sender: Text,
  sentAt: z.int().min(0).max(8.64e15),
  kind: Text,
  reported: z.boolean(),
  franking: z.enum(FRANKING_STATES),
  /** May be empty outside the grant. */
  envelope: z.string(),
  destroyedAt: z.int().min(0).max(8.64e15).optional(),
})

const View = z.object({
  caseId: Text,
  region: Text,
  platform: Text,
  conversation: Text,
  reporter: Text,
  subject: Text,
  accessId: Uuid.optional(),
  grant: z.object({
    id: Uuid,
    caseId: Text,
    messages: MessageRefs.min(1),
    uses: z.number(),
    notBefore: z.number(),
    expires: z.number(),
  }),
  messages: z.array(Message).max(50_000),
  evidence: z.array(
    z.object({
      messageId: Text,
      classifier: Text,
      contribution: z.number(),
      spans: z.array(EvidenceSpan),
    }),
  ),
})

const FromParent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), personId: Uuid, theme }),
  z.object({ type: z.literal('theme'), theme }),
  z.object({ type: z.literal('sign'), id: Text, request: z.looseObject({ op: Text }) }),
  z.object({ type: z.literal('open'), view: View }),
  z.object({ type: z.literal('close') }),
  z.object({
    type: z.literal('decide'),
    id: Text,
    caseId: Text,
    region: Text,
    platform: Text,
    conversation: Text,
    decisionId: Text,
    policy: Text,
    action: Text,
  }),
  z.object({ type: z.literal('decided-ok'), id: Text }),
  z.object({ type: z.literal('renewed'), caseId: Text, expires: z.number() }),
  z.object({
    type: z.literal('judge'),
    id: Text,
    accessId: Uuid,
    task: z.enum(['answer', 'review']),
    requester: z.string().max(200),
  }),
  z.object({ type: z.literal('verify') }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('lock') }),
  z.object({
    type: z.literal('focus'),
    target: z.enum(['next-evidence', 'previous-evidence', 'conversation', 'rationale']),
  }),
])

/** @returns undefined for anything that is not a message of the protocol. */
export function parseParentMessage(data: unknown): ToReader | undefined {
  const result = FromParent.safeParse(data)
  return result.success ? (result.data as ToReader) : undefined
}
