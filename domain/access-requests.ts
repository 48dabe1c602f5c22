import { z } from 'zod'
import { ACCESS_REASONS, AccessScope, FREEZE_CODES, REVOKE_CODES } from './access-rules'
import { APPROVAL_VERDICTS, CredentialProof, REVIEW_VERDICTS } from './credential-proof'
import { Purpose } from './entry-fields'
import { ExternalId } from './report'
import { requestBase as base } from './request-base'
import { Uuid } from './uuid'

/** Signed requests about access that a claim does not give, about relations, and about people who are stopped. */
export const ACCESS_REQUESTS = [
  z.strictObject({
    ...base,
    op: z.literal('request-access'),
    /** `read` becomes a grant, `erase` a shredding. */
    act: z.enum(['read', 'erase']),
    purpose: Purpose,
    scope: AccessScope,
    /** The case id, or the number of an order. It goes into the ledger, so it has no room for sentences. */
    ref: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$/),
    reason: z.enum(ACCESS_REASONS),
  }),
  z.strictObject({
    ...base,
    op: z.literal('approve-access'),
    accessId: Uuid,
    /** Leaf hash of the `request` entry: what the approver's reader verified and drew. */
    hash: z.base64url().length(43),
    verdict: z.enum(APPROVAL_VERDICTS),
    /** Over `approvalChallengeInput`. */
    proof: CredentialProof,
  }),
  z.strictObject({ ...base, op: z.literal('take-up'), accessId: Uuid }),
  /** Of one grant, or of an access request with all that came of it. */
  z.strictObject({
    ...base,
    op: z.literal('revoke-access'),
    target: z.enum(['grant', 'access']),
    id: Uuid,
    code: z.enum(REVOKE_CODES),
  }),
  z.strictObject({
    ...base,
    op: z.literal('review-access'),
    accessId: Uuid,
    verdict: z.enum(REVIEW_VERDICTS),
    /** Over `reviewChallengeInput`. */
    proof: CredentialProof,
  }),
  z.strictObject({
    ...base,
    op: z.literal('freeze'),
    personId: Uuid,
    act: z.enum(['frozen', 'released']),
    code: z.enum(FREEZE_CODES),
  }),
  z.strictObject({
    ...base,
    op: z.literal('declare-relation'),
    act: z.enum(['declared', 'withdrawn']),
    platform: ExternalId,
    /** An external account id, unique only within its platform. */
    account: ExternalId,
    /** Somebody else, when an admin or a safety lead says it. */
    personId: Uuid.optional(),
  }),
  z.strictObject({ ...base, op: z.literal('list-access'), view: z.enum(['own', 'waiting', 'reviews']) }),
  /** The `request` entry's exact bytes, proven against a checkpoint that extends the one of size `seen`. */
  z.strictObject({ ...base, op: z.literal('read-access'), accessId: Uuid, seen: z.int().min(0) }),
] as const
