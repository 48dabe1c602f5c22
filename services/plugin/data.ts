import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'
import type { PluginView } from './schema'

/** Every scorer that was ever proposed, newest first. Secrets never leave the database this way. */
export async function listPlugins({ actor }: Authorised<'classifiers:read'>): Promise<PluginView[]> {
  const [plugins, people, counts] = await Promise.all([
    prisma().plugin.findMany({ orderBy: { proposedAt: 'desc' }, omit: { secretSealed: true } }),
    prisma().person.findMany({ select: { id: true, name: true } }),
    prisma().$queryRaw<{ classifier: string; answered: number; unavailable: number }[]>`
      SELECT classifier, (count(*) FILTER (WHERE status = 'ok'))::int AS answered,
        (count(*) FILTER (WHERE status <> 'ok'))::int AS unavailable
      FROM signal WHERE classifier LIKE 'plugin.%' AND created_at > now() - interval '7 days' GROUP BY 1`,
  ])
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? null
  return plugins.map((plugin) => {
    const count = counts.find(({ classifier }) => classifier === `plugin.${plugin.code}`)
    return {
      code: plugin.code,
      name: plugin.name,
      url: plugin.url,
      purpose: plugin.purpose,
      platforms: plugin.platforms,
      timeoutMs: plugin.timeoutMs,
      perMinute: plugin.perMinute,
      review: plugin.review,
      urgent: plugin.urgent,
      state: plugin.state as PluginView['state'],
      proposedBy: nameOf(plugin.proposedBy) ?? 'somebody',
      proposedAt: plugin.proposedAt.toISOString(),
      allowedBy: nameOf(plugin.allowedBy),
      allowedAt: plugin.allowedAt?.toISOString() ?? null,
      stoppedAt: plugin.stoppedAt?.toISOString() ?? null,
      answered: count?.answered ?? 0,
      unavailable: count?.unavailable ?? 0,
      own: plugin.proposedBy === actor.personId,
    }
  })
}
