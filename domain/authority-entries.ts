import { z } from 'zod'
import { Code, Digest, entryBase, Id, MessageRefs, Purpose, signedBy, Who } from './entry-fields'
import { Region } from './region'

/** Entries about who may act: credentials, workers, access requests and their approvals, relations, freezes. */
export const AUTHORITY_ENTRIES = [
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('credential'),
    act: z.enum(['invited', 'presented', 'confirmed', 'revoked']),
    person: Who,
    /** SHA-256 of the credential's id, or of the invitation's id before there is a credential. */
    credential: Digest,
  }),
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('worker.changed'),
    act: z.enum(['proposed', 'added', 'rotated', 'removed']),
    worker: Who,
    /** SHA-256 of the raw public key that holds from now on, or would. */
    key: Digest,
    scopes: z.array(Code),
  }),
  /** Somebody asks for access that needs approval. SHA-256 of this entry's leaf input is what approvers sign. */
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('request'),
    access: Id,
    /** `read` becomes a grant, `erase` a shredding. */
    act: z.enum(['read', 'erase']),
    purpose: Purpose,
    ref: Id,
    region: Region,
    messages: MessageRefs,
    uses: z.int(),
    minutes: z.int(),
    policy: Code,
    reason: Code,
    /** SHA-256 of `accessScopeInput`: which accounts, conversations and days, or which window, were asked for. */
    scope: Digest,
    /** How many others must approve. */
    approvers: z.int(),
    breakGlass: z.boolean(),
  }),
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('approve'),
    access: Id,
    /** Leaf hash of the `request` entry: what was approved, to the byte. */
    request: Digest,
    verdict: z.enum(['approved', 'refused']),
    credential: z.enum(['trial', 'passkey']),
  }),
  /** What a lead found when break-glass access was looked at afterwards. */
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('review'),
    access: Id,
    verdict: z.enum(['justified', 'not_justified']),
  }),
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('relation'),
    act: z.enum(['declared', 'withdrawn']),
    person: Who,
    /** HMAC-SHA256(the person's salt, platform ‖ 00 ‖ account), base64url. */
    account: Digest,
  }),
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('freeze'),
    act: z.enum(['frozen', 'released']),
    person: Who,
    code: Code,
  }),
] as const
