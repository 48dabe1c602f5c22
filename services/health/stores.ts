import type { Redis } from 'ioredis'
import { consoleEnv } from '#lib/console-env'
import { prisma } from '#lib/prisma'
import { connectRedis } from '#lib/redis'

const kept = globalThis as unknown as { countersignHealthRedis?: Redis }

export async function pingPostgres(): Promise<void> {
  await prisma().$queryRaw`SELECT 1`
}

/** Fails at once while Redis is away, instead of waiting for it. */
export async function pingRedis(): Promise<void> {
  kept.countersignHealthRedis ??= connectRedis(consoleEnv().REDIS_URL, { maxRetriesPerRequest: 1 })
  await kept.countersignHealthRedis.ping()
}
