import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Classifier } from '#domain/classifier'
import type { Trust } from '#domain/trust'
import type { Log } from '#lib/log'
import { startWorker } from '#workers/runner'

export type TestWorkerOptions = {
  databaseUrl: string
  redisUrl: string
  queuePrefix: string
  keydSocket: string
  /** PEM of the identity that setup enrolled as `worker-1`. */
  keyFile: string
  trust: Pick<Trust, 'ledgerOrigin' | 'ledgerVkey'>
  secretKey: string
  webhookAllow: string[]
  socket: string
  classifiers?: readonly Classifier[]
  candidates?: readonly Classifier[]
  pluginAllow?: string[]
  pluginDestinations?: ReadonlyMap<string, string>
  stuckAfterMs?: number
  settingsTtlMs?: number
  log?: Log
}

/** The worker as `processes/worker.ts` starts it, in this process. */
export async function startTestWorker(options: TestWorkerOptions): Promise<{ close(): Promise<void> }> {
  const { queuePrefix, keyFile, socket, ...rest } = options
  return startWorker({
    ...rest,
    prefix: queuePrefix,
    socketPath: socket,
    name: 'worker-1',
    identity: createPrivateKey(await readFile(keyFile, 'utf8')),
  })
}
