import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '#lib/env'
import { setupKeys } from '#services/keys/server/setup'

/**
 * `npm run setup`: makes the keys of a production installation in STATE_DIR (or the homes given), once. It prints
 * paths and public keys only. Each home then moves to the host of its process.
 */
const env = readEnv(
  z.object({
    STATE_DIR: z.string().min(1),
    KEYD_HOME: z.string().min(1).optional(),
    INTAKE_HOME: z.string().min(1).optional(),
    WORKER_HOME: z.string().min(1).optional(),
    TRUST_FILE: z.string().min(1).optional(),
    CONSOLE_ORIGIN: z.url(),
    READER_ORIGIN: z.url(),
    WORKER_NAMES: z.string().default('worker-1'),
  }),
)

const { paths, trust } = await setupKeys({
  stateDir: path.resolve(env.STATE_DIR),
  keydHome: env.KEYD_HOME,
  intakeHome: env.INTAKE_HOME,
  workerHome: env.WORKER_HOME,
  trustFile: env.TRUST_FILE,
  mode: 'production',
  consoleOrigin: env.CONSOLE_ORIGIN,
  readerOrigin: env.READER_ORIGIN,
  staff: [],
  workerNames: env.WORKER_NAMES.split(',').map((name) => name.trim()),
})

console.log(`Key service   ${paths.keydHome}
Intake        ${paths.intakeHome}
Workers       ${paths.workerHome}
Public keys   ${paths.trustFile}
Ledger        ${trust.ledgerVkey}`)
