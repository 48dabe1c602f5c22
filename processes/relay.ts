import { RELAY_ENV, readEnv } from '#lib/env'
import { runProcess } from '#lib/run-process'
import { startRelay } from '#services/keys/relay'

/** Serves the reader and pipes its signed releases to the key service. Holds nothing. */
runProcess('relay', async (log) => {
  const env = readEnv(RELAY_ENV)
  const relay = await startRelay({
    host: env.RELAY_HOST,
    port: env.RELAY_PORT,
    keydSocket: env.KEYD_SOCKET,
    readerDir: env.READER_DIR,
    ledgerDir: env.LEDGER_DIR,
    consoleOrigin: env.CONSOLE_ORIGIN,
    log,
  })
  return { close: relay.close, fields: { port: relay.port } }
})
