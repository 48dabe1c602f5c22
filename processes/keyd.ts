import { KEYD_ENV, readEnv, StartRefused } from '#lib/env'
import { runProcess } from '#lib/run-process'
import { readTrust } from '#lib/trust-file'
import { startKeyService } from '#services/keys/server/server'
import { guardProcess } from '#services/keys/server/start/process-guard'

/** Holds the keys, the claims and the ledger. */
runProcess('keyd', async (log) => {
  const env = readEnv(KEYD_ENV)
  guardOrRefuse(env.COUNTERSIGN_MODE)
  const trust = await readTrust(env.TRUST_FILE, env.COUNTERSIGN_MODE)
  const keyd = await startKeyService({
    mode: env.COUNTERSIGN_MODE,
    databaseUrl: env.KEYD_DATABASE_URL,
    socket: env.KEYD_SOCKET,
    home: env.KEYD_HOME,
    trust,
    readerDir: env.READER_DIR,
    providerCacheMs: env.KEYD_PROVIDER_CACHE * 1_000,
    pluginDestinations: env.KEYD_PLUGIN_DESTINATIONS,
    ledgerDir: env.LEDGER_DIR,
    allowVolatileStore: env.COUNTERSIGN_MODE === 'trial' && env.KEYD_ALLOW_VOLATILE_STORE === '1',
    log,
  }).catch((error: unknown) => {
    // The reasons not to start are ours and quote nothing; an operator needs them in words.
    throw error instanceof Error ? new StartRefused(error.message, { cause: error }) : error
  })
  return { close: keyd.close, fields: { socket: env.KEYD_SOCKET, mode: env.COUNTERSIGN_MODE } }
})

/** Before a key is read. */
function guardOrRefuse(mode: 'trial' | 'production'): void {
  try {
    guardProcess(mode)
  } catch (error) {
    throw new StartRefused((error as Error).message, { cause: error })
  }
}
