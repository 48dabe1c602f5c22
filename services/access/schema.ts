import { z } from 'zod'
import { SignedRequest } from '#domain/key-request'
import { Uuid } from '#domain/uuid'

export const SignedBody = z.strictObject({ signed: SignedRequest })
export const GrantParams = z.object({ id: Uuid })
/** `signed` is the grantee's own `list-access`: the key service says which grants there are. */
export const SealedBody = z.strictObject({ signed: SignedRequest, caseId: Uuid })
