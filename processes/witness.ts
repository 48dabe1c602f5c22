import { readFile } from 'node:fs/promises'
import { readEnv, StartRefused, WITNESS_ENV } from '#lib/env'
import { runProcess } from '#lib/run-process'
import { startWitness } from '#services/witness/server'

/** Cosigns checkpoints of the ledgers that it watches, each only if it extends all that went before. */
runProcess('witness', async () => {
  const env = readEnv(WITNESS_ENV)
  const policy = await readFile(env.WITNESS_LOGS, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartRefused(`WITNESS_LOGS cannot be read (${error.code}): give a file of "log <vkey>" lines.`)
  })
  const witness = await startWitness({
    home: env.WITNESS_HOME,
    name: env.WITNESS_NAME,
    host: env.WITNESS_HOST,
    port: env.WITNESS_PORT,
    policy,
  }).catch((error: unknown) => {
    throw error instanceof Error ? new StartRefused(error.message, { cause: error }) : error
  })
  return { close: witness.close, fields: { port: witness.port } }
})
