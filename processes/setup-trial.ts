import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Trust } from '#domain/trust'
import { writeFileAtomically } from '#lib/atomic-file'
import { readEnv } from '#lib/env'
import { setupKeys } from '#services/keys/server/operator/setup'
import { openWitnessKey } from '#services/witness/home'
import { SAMPLE_STAFF } from '../prisma/sample-staff'

/**
 * Makes a trial's keys in STATE_DIR, once, and enrols the sample staff. Their reading codes are kept in
 * reading-codes.json, 0600, so that every start can show them: a trial proves the path, not the staff's secrecy.
 */
const env = readEnv(
  z.object({
    COUNTERSIGN_MODE: z.literal('trial', 'trial keys are for trials: use npm run setup'),
    STATE_DIR: z.string().min(1),
    CONSOLE_ORIGIN: z.url(),
    READER_ORIGIN: z.url(),
    WORKER_NAME: z.string().min(1),
    WITNESS_HOME: z.string().min(1),
    WITNESS_NAME: z.string().min(1),
    WITNESS_PORT: z.coerce.number().int(),
    WITNESS_LOGS: z.string().min(1),
  }),
)

const codesFile = path.join(env.STATE_DIR, 'reading-codes.json')
const kept = await readFile(codesFile, 'utf8').catch(() => '{}')
const { staffCodes, trust, paths } = await setupKeys({
  stateDir: env.STATE_DIR,
  mode: 'trial',
  consoleOrigin: env.CONSOLE_ORIGIN,
  readerOrigin: env.READER_ORIGIN,
  staff: SAMPLE_STAFF,
  workerNames: [env.WORKER_NAME],
  readingCodes: z.record(z.string(), z.string()).parse(JSON.parse(kept)),
})
await writeFile(codesFile, `${JSON.stringify(staffCodes, null, 2)}\n`, { mode: 0o600 })

// The trial's own witness: it watches this ledger, and the trust file says so.
const { vkey } = await openWitnessKey(env.WITNESS_HOME, env.WITNESS_NAME)
const logs = [trust.ledgerVkey, ...(trust.ledgerOtherVkeys ?? [])].map((log) => `log ${log}\n`)
await writeFileAtomically(env.WITNESS_LOGS, `${logs.join('')}quorum none\n`)
const ledgerPolicy = `witness trial ${vkey} http://127.0.0.1:${env.WITNESS_PORT}\nquorum trial\n`
if (trust.ledgerPolicy !== ledgerPolicy)
  await writeFileAtomically(
    paths.trustFile,
    `${JSON.stringify(Trust.parse({ ...trust, ledgerPolicy }), null, 2)}\n`,
  )
