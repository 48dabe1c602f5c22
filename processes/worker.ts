import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { readEnv, StartRefused, WORKER_ENV } from '#lib/env'
import { runProcess } from '#lib/run-process'
import { readTrust } from '#lib/trust-file'
import { watchKeyFile } from '#lib/watch-key-file'
import { readDestinations } from '#services/plugin/destination'
import { startWorker } from '#workers/runner'

/** Scores, routes and delivers. Holds a worker's identity; plaintext only inside one job's memory. */
runProcess('worker', async (log) => {
  const env = readEnv(WORKER_ENV)
  const trust = await readTrust(env.TRUST_FILE, env.COUNTERSIGN_MODE)
  const worker = await startWorker({
    databaseUrl: env.WORKER_DATABASE_URL,
    redisUrl: env.REDIS_URL,
    keydSocket: env.KEYD_SOCKET,
    trust,
    name: env.WORKER_NAME,
    identity: createPrivateKey(await readFile(env.WORKER_KEY_FILE, 'utf8')),
    secretKey: env.CONSOLE_SECRET_KEY,
    webhookAllow: env.WEBHOOK_ALLOW.split(',').filter((pair) => pair !== ''),
    // Outside a trial text leaves over TLS and to public addresses alone, whatever stands in the environment.
    pluginAllow:
      env.COUNTERSIGN_MODE === 'trial' ? env.PLUGIN_ALLOW.split(',').filter((pair) => pair !== '') : [],
    pluginDestinations: destinationsOf(env.PLUGIN_DESTINATIONS),
    socketPath: env.WORKER_SOCKET,
    log,
  })
  const unwatch = watchKeyFile(env.WORKER_KEY_FILE, log, (identity) => {
    worker.useIdentity(identity)
    log.info('a new key is in use')
  })
  const close = async () => {
    unwatch()
    await worker.close()
  }
  return { close, fields: { socket: env.WORKER_SOCKET, worker: env.WORKER_NAME } }
})

function destinationsOf(text: string): ReturnType<typeof readDestinations> {
  try {
    return readDestinations(text)
  } catch (error) {
    throw new StartRefused(`PLUGIN_DESTINATIONS cannot be read: ${(error as Error).message}.`)
  }
}
