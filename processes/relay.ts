import { RELAY_ENV, readEnv } from '#lib/env'
import { createLog } from '#lib/log'
import { startRelay } from '#services/keys/relay'

const env = readEnv(RELAY_ENV)
const log = createLog('relay', env.LOG_LEVEL)
const relay = await startRelay({
  host: env.RELAY_HOST,
  port: env.RELAY_PORT,
  keydSocket: env.KEYD_SOCKET,
  readerDir: env.READER_DIR,
  consoleOrigin: env.CONSOLE_ORIGIN,
  log,
})
log.info('ready', { port: relay.port })

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    relay.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
