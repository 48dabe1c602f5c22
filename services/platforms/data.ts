import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'
import type { DeliveryRow, PlatformRow } from './schema'

/** Platforms with their keys and endpoints. Secrets and hashes never leave the database this way. */
export async function listPlatforms(_auth: Authorised<'apikeys:write'>): Promise<PlatformRow[]> {
  const [platforms, counts] = await Promise.all([
    prisma().platform.findMany({
      orderBy: { name: 'asc' },
      include: {
        apiKeys: {
          orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }],
          omit: { hash: true },
        },
        endpoints: { orderBy: { createdAt: 'desc' }, omit: { secretSealed: true } },
        frankingKeys: {
          orderBy: [{ retiredAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }],
          // This role may not read it.
          omit: { sealed: true },
        },
      },
    }),
    prisma().delivery.groupBy({
      by: ['endpointId', 'status'],
      where: { status: { in: ['pending', 'dead'] } },
      _count: { _all: true },
    }),
  ])
  const count = (endpointId: string, status: string) =>
    counts.find((row) => row.endpointId === endpointId && row.status === status)?._count._all ?? 0
  return platforms.map(({ id, name, apiKeys, endpoints, frankingKeys }) => ({
    id,
    name,
    keys: apiKeys.map((key) => ({
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      scopes: key.scopes,
      createdAt: key.createdAt.toISOString(),
      revokedAt: key.revokedAt?.toISOString() ?? null,
    })),
    endpoints: endpoints.map((endpoint) => ({
      id: endpoint.id,
      url: endpoint.url,
      active: endpoint.active,
      createdAt: endpoint.createdAt.toISOString(),
      waiting: count(endpoint.id, 'pending'),
      dead: count(endpoint.id, 'dead'),
    })),
    frankingKeys: frankingKeys.map((key) => ({
      id: key.id,
      kid: key.kid,
      createdAt: key.createdAt.toISOString(),
      retiredAt: key.retiredAt?.toISOString() ?? null,
    })),
  }))
}

/** The last 50 deliveries of one endpoint, newest first, or undefined when there is no such endpoint. */
export async function recentDeliveries(
  _auth: Authorised<'apikeys:write'>,
  endpointId: string,
): Promise<DeliveryRow[] | undefined> {
  const endpoint = await prisma().webhookEndpoint.findUnique({
    where: { id: endpointId },
    select: { id: true },
  })
  if (!endpoint) return undefined
  const rows = await prisma().delivery.findMany({
    where: { endpointId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 50,
    include: { decision: { select: { caseId: true } } },
  })
  return rows.map((row) => ({
    id: row.id,
    caseId: row.decision.caseId,
    status: row.status,
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
    nextAt: row.nextAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  }))
}
