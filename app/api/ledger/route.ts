import { z } from 'zod'
import { type LedgerPage, SignedRequest } from '#domain/key-request'
import { payloadOf } from '#domain/signed-payload'
import { namesOf } from '#services/audit/data'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/** Carries a lead's signed query to the key service and sets the names beside its answer. */
export const POST = route(
  'ledger:read',
  { body: z.strictObject({ signed: SignedRequest }) },
  async ({ proof, body }) => {
    payloadOf(body.signed, 'query-ledger')
    const page = (await keyService().signed(body.signed)) as LedgerPage
    const names = await namesOf(
      proof,
      page.rows.flatMap((row) => row.personId ?? []),
    )
    return { ...page, names }
  },
)
