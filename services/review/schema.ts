import { z } from 'zod'
import { SignedRequest } from '#domain/key-request'
import { Uuid } from '#domain/uuid'

/** What the console's case endpoints take. */
export const CaseParams = z.object({ id: Uuid })
export const SignedBody = z.strictObject({ signed: SignedRequest })
export const DecideBody = z.strictObject({
  signed: SignedRequest,
  envelope: z.base64url().min(1).max(60_000),
  decisionId: Uuid,
  acknowledgedReports: z.int().min(1),
})
export const SearchQuery = z.object({ q: z.string().trim().min(1).max(200) })
