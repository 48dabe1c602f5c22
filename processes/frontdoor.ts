import { FRONTDOOR_ENV, readEnv } from '#lib/env'
import { startFrontDoor } from '#lib/frontdoor'
import type { HttpTarget } from '#lib/probe-http'
import { runProcess } from '#lib/run-process'

runProcess('frontdoor', async (log) => {
  const env = readEnv(FRONTDOOR_ENV)
  const metricsFrom: HttpTarget[] = []
  if (env.KEYD_SOCKET) metricsFrom.push({ socketPath: env.KEYD_SOCKET })
  if (env.WORKER_SOCKET) metricsFrom.push({ socketPath: env.WORKER_SOCKET })
  if (env.RELAY_PORT) metricsFrom.push({ host: '127.0.0.1', port: env.RELAY_PORT })
  const server = await startFrontDoor({
    host: env.HOST,
    port: env.PORT,
    consoleOrigin: env.CONSOLE_ORIGIN,
    console: { host: '127.0.0.1', port: env.CONSOLE_PORT },
    intake: { socketPath: env.INTAKE_SOCKET },
    metricsFrom,
    metrics: env.METRICS_TOKEN
      ? { token: env.METRICS_TOKEN }
      : env.COUNTERSIGN_MODE === 'trial'
        ? 'open'
        : 'closed',
    trustForwarded: env.TRUST_FORWARDED === '1',
    log,
  })
  return { close: server.close, fields: { port: server.port } }
})
