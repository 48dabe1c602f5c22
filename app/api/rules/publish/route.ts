import { z } from 'zod'
import { AppError } from '#domain/errors'
import { factTable } from '#domain/facts'
import { type CommittedEntry, SignedRequest } from '#domain/key-request'
import { RuleSet } from '#domain/rule'
import { payloadOf } from '#domain/signed-payload'
import { prismaQuery } from '#lib/prisma-query'
import { route } from '#services/auth/route'
import { CLASSIFIERS } from '#services/classify/registry'
import { keyService } from '#services/keys/console-client'
import { publishRules } from '#services/rules/publish'

const Body = z.strictObject({
  signed: SignedRequest,
  set: RuleSet,
  /** The version in force when the admin began. */
  base: z.int().min(0),
  restores: z.int().min(1).optional(),
})

export const POST = route('rules:write', { body: Body }, async ({ proof, body }) => {
  const { version, hash } = payloadOf(body.signed, 'publish-rules')
  const { set, base, restores } = body
  const published = await publishRules(
    prismaQuery(),
    proof,
    { set, base, ...(restores ? { restores } : {}) },
    factTable(CLASSIFIERS),
    { version, hash },
    async () => (await keyService().signed(body.signed)) as CommittedEntry,
  )
  if (published.ok) return { version: published.version, status: published.status }
  throw REFUSALS[published.reason]()
})

const REFUSALS = {
  invalid_rules: () =>
    new AppError('invalid', 'A condition has a mistake. Mend it first.', { reason: 'invalid_rules' }),
  version_taken: () =>
    new AppError('conflict', 'Another version was published since you began. Your draft is kept.', {
      reason: 'version_taken',
    }),
  hash_differs: () =>
    new AppError('invalid', 'What was signed is not this set of rules.', { reason: 'hash_differs' }),
}
