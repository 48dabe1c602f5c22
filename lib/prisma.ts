import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '#generated/prisma/client'
import { consoleEnv } from './console-env'

// Kept on globalThis, so that a development server that reloads modules does not open a pool each time.
const kept = globalThis as unknown as { countersignPrisma?: PrismaClient }

/**
 * The console's connection pool, opened at first use. Its role reaches the schema `public` and nothing else.
 * Only a service's `data.ts` and `mutations.ts` files may call this.
 */
export function prisma(): PrismaClient {
  kept.countersignPrisma ??= new PrismaClient({
    adapter: new PrismaPg({
      connectionString: consoleEnv().CONSOLE_DATABASE_URL,
      max: 12,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      application_name: 'countersign-console',
    }),
    // Prisma's messages quote parameters; what went wrong is logged by code where it is caught.
    log: [],
    errorFormat: 'minimal',
  })
  return kept.countersignPrisma
}
