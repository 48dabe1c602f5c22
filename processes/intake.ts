import { INTAKE_ENV, readEnv } from '#lib/env'
import { runProcess } from '#lib/run-process'
import { readTrust } from '#lib/trust-file'
import { startIntake } from '#services/intake/server'

/** Takes reports in and seals them. Holds the regions' public keys and a signing key of its own. */
runProcess('intake', async (log) => {
  const env = readEnv(INTAKE_ENV)
  const trust = await readTrust(env.TRUST_FILE, env.COUNTERSIGN_MODE)
  const intake = await startIntake({
    databaseUrl: env.INTAKE_DATABASE_URL,
    socketPath: env.INTAKE_SOCKET,
    home: env.INTAKE_HOME,
    ratePerSecond: env.INTAKE_RATE_PER_SECOND,
    trust,
    log,
  })
  return { close: intake.close, fields: { socket: env.INTAKE_SOCKET, mode: env.COUNTERSIGN_MODE } }
})
