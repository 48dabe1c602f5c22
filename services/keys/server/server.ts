import { chmod, rm } from 'node:fs/promises'
import Fastify from 'fastify'
import type { Trust } from '#domain/trust'
import { useProblems } from '#lib/http-problem'
import { createLog, type Log } from '#lib/log'
import { addLiveRoutes } from './access/live-routes'
import { KeyService } from './key-service'
import { addLedgerRoutes } from './ledger/ledger-routes'
import { createKeyMetrics } from './metrics'
import { addRoutes } from './routes'

export type StartOptions = {
  mode: 'trial' | 'production'
  /** Acts as cs_keyd. */
  databaseUrl: string
  /** Unix socket; created with mode 0600. */
  socket: string
  /** KEYD_HOME as services/keys/server/operator/setup.ts made it. */
  home: string
  trust: Trust
  readerDir: string
  ledgerDir?: string | undefined
  /** Codes of plug-in scorers that text may be released for. Unsaid: any in a trial, none in production. */
  pluginDestinations?: readonly string[] | undefined
  allowVolatileStore?: boolean | undefined
  log?: Log
  now?: () => number
  sweepEveryMs?: number
  /** For tests: see KeyServiceOptions. */
  providerCacheMs?: number
  clockGuard?: boolean
}

/** A request carries a rationale's box or the references of 5,000 messages, never content. */
const MAX_BODY_BYTES = 600_000

/**
 * Starts the key service and listens once it is the active one. @throws when the ledger, the keys or the trust file
 * do not agree: nothing is served then.
 */
export async function startKeyService(
  options: StartOptions,
): Promise<{ service: KeyService; close(): Promise<void> }> {
  const log = options.log ?? createLog('keyd')
  const metrics = createKeyMetrics()
  const service = await KeyService.start({ ...options, log, metrics })
  metrics.observe(service.pool, () => service.sequencer.committed.size, service.now)

  const server = Fastify({ bodyLimit: MAX_BODY_BYTES, logger: false })
  // biome-ignore lint/correctness/useHookAtTopLevel: it is Fastify's, not React's
  useProblems(server, log)
  addRoutes(server, service, metrics)
  addLiveRoutes(server, service)
  addLedgerRoutes(server, service, metrics)
  try {
    await listenPrivately(server, options.socket)
  } catch (error) {
    await service.close()
    throw error
  }
  return {
    service,
    close: async () => {
      await server.close()
      await service.close()
    },
  }
}

async function listenPrivately(server: ReturnType<typeof Fastify>, socket: string): Promise<void> {
  // A socket file that a killed process left: the sequencer's lock says that nobody serves it any more.
  await rm(socket, { force: true })
  const umask = process.umask(0o177)
  try {
    await server.listen({ path: socket })
  } finally {
    process.umask(umask)
  }
  await chmod(socket, 0o600)
}
