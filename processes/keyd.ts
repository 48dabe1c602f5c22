import { readFile } from 'node:fs/promises'
import { Trust } from '#domain/trust'
import { KEYD_ENV, readEnv } from '#lib/env'
import { createLog } from '#lib/log'
import { startKeyService } from '#services/keys/server/server'

const env = readEnv(KEYD_ENV)
const log = createLog('keyd', env.LOG_LEVEL)

try {
  const keyd = await startKeyService({
    mode: env.COUNTERSIGN_MODE,
    databaseUrl: env.KEYD_DATABASE_URL,
    socket: env.KEYD_SOCKET,
    home: env.KEYD_HOME,
    trust: Trust.parse(JSON.parse(await readFile(env.TRUST_FILE, 'utf8'))),
    readerDir: env.READER_DIR,
    log,
  })
  const stop = () => {
    keyd.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the key service did not stop cleanly', { error })
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  log.info('ready', { socket: env.KEYD_SOCKET, mode: env.COUNTERSIGN_MODE })
} catch (error) {
  // The reasons not to start are ours and quote nothing; an operator needs them in words.
  log.error('the key service refuses to start', { error })
  if (error instanceof Error) console.error(error.message)
  process.exit(1)
}
