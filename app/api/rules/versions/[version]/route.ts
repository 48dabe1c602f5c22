import { z } from 'zod'
import { AppError } from '#domain/errors'
import { factTable } from '#domain/facts'
import { prismaQuery } from '#lib/prisma-query'
import { route } from '#services/auth/route'
import { CLASSIFIERS } from '#services/classify/registry'
import { ruleVersion } from '#services/rules/data'
import { setView } from '#services/rules/view'

export const GET = route(
  'rules:read',
  { params: z.strictObject({ version: z.coerce.number().int().min(1).max(2_000_000_000) }) },
  async ({ params }) => {
    const row = await ruleVersion(prismaQuery(), params.version)
    if (!row?.set) throw new AppError('not_found', 'There is no readable version of this number.')
    return setView(row.version, row.set, factTable(CLASSIFIERS))
  },
)
