import { z } from 'zod'
import type { CredentialsAnswer } from '#domain/identity-requests'
import { SignedRequest } from '#domain/key-request'
import { payloadOf } from '#domain/signed-payload'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

const Body = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('list-credentials'), signed: SignedRequest }),
  z.strictObject({ op: z.literal('invite-person'), signed: SignedRequest }),
  z.strictObject({ op: z.literal('confirm-enrolment'), signed: SignedRequest }),
  z.strictObject({ op: z.literal('revoke-credential'), signed: SignedRequest }),
])

/**
 * Carries what an admin or a lead has signed about credentials. The console keeps nothing of it: who has which
 * credential is the key service's to know, and who may change it the key service's to decide.
 */
export const POST = route('people:read', { body: Body }, async ({ body }) => {
  payloadOf(body.signed, body.op)
  const answer = await keyService().signed(body.signed)
  return body.op === 'list-credentials' ? (answer as CredentialsAnswer) : { ok: true }
})
