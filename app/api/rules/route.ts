import { factTable } from '#domain/facts'
import { prismaQuery } from '#lib/prisma-query'
import { route } from '#services/auth/route'
import { CLASSIFIERS } from '#services/classify/registry'
import { publisherNames } from '#services/people/data'
import { listRuleVersions, publishedRules } from '#services/rules/data'
import { setView, versionView } from '#services/rules/view'

/** The set in force, and all versions. `next` is the number that a publication would have. */
export const GET = route('rules:read', {}, async ({ proof }) => {
  const [versions, published] = await Promise.all([
    listRuleVersions(prismaQuery()),
    publishedRules(prismaQuery()),
  ])
  const names = await publisherNames(
    proof,
    versions.map((row) => row.createdBy),
  )
  return {
    published: published?.set ? setView(published.version, published.set, factTable(CLASSIFIERS)) : null,
    damaged: published !== undefined && published.set === undefined,
    versions: versions.map((row) => versionView(row, names)),
    base: published?.version ?? 0,
    next: (versions[0]?.version ?? 0) + 1,
  }
})
