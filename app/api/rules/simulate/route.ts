import { z } from 'zod'
import { AppError } from '#domain/errors'
import { factTable } from '#domain/facts'
import { RuleSet } from '#domain/rule'
import { prismaQuery } from '#lib/prisma-query'
import { route } from '#services/auth/route'
import { CLASSIFIERS } from '#services/classify/registry'
import { caseRecords, publishedRules, recentlyRouted } from '#services/rules/data'
import { checkSet } from '#services/rules/engine'
import { NO_RULES } from '#services/rules/route'
import { SIMULATED_CASES, simulate } from '#services/rules/simulate'

/** What a draft would have done to the last cases, against the set in force. Changes nothing. */
export const POST = route('rules:write', { body: z.strictObject({ set: RuleSet }) }, async ({ body }) => {
  if (checkSet(body.set, factTable(CLASSIFIERS)).length > 0)
    throw new AppError('invalid', 'A condition has a mistake. Mend it first.', { reason: 'invalid_rules' })
  const query = prismaQuery()
  const [published, ids] = await Promise.all([publishedRules(query), recentlyRouted(query, SIMULATED_CASES)])
  return simulate(await caseRecords(query, ids), published?.set ?? NO_RULES, body.set, CLASSIFIERS)
})
