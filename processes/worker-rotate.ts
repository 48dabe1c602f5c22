import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '#lib/env'
import { readTrust } from '#lib/trust-file'
import { KeyClient } from '#services/keys/client'
import { rotateWorkerKey } from '#services/keys/rotate-worker-key'

/**
 * `npm run worker:rotate`: gives a worker a new key. A running worker finds it within seconds; its old key is good for
 * ten minutes more, so that nothing is lost. Without variables it is the trial of this checkout's.
 */
const env = readEnv(
  z.object({
    COUNTERSIGN_MODE: z.enum(['trial', 'production']).default('trial'),
    STATE_DIR: z.string().min(1),
    KEYD_SOCKET: z.string().min(1),
    WORKER_NAME: z.string().default('worker-1'),
    WORKER_KEY_FILE: z.string().optional(),
    TRUST_FILE: z.string().optional(),
  }),
)
const trust = await readTrust(env.TRUST_FILE ?? path.join(env.STATE_DIR, 'trust.json'), env.COUNTERSIGN_MODE)
const client = new KeyClient({ socketPath: env.KEYD_SOCKET, trust })
try {
  const keyFile = env.WORKER_KEY_FILE ?? path.join(env.STATE_DIR, 'worker', `${env.WORKER_NAME}.pem`)
  const oldUntil = await rotateWorkerKey(client, { name: env.WORKER_NAME, keyFile })
  console.log(
    `${env.WORKER_NAME} has a new key; the old one is good until ${new Date(oldUntil).toISOString()}.`,
  )
} finally {
  await client.close()
}
