import { createServer } from 'node:http'
import path from 'node:path'
import next from 'next'
import { createPool } from '#lib/database'
import { CONSOLE_PROCESS_ENV, readEnv } from '#lib/env'
import { refuseTrialLeftovers } from '#lib/production-guard'
import { runProcess } from '#lib/run-process'
import { readTrust } from '#lib/trust-file'

async function countTrialPeople(url: string): Promise<number> {
  const pool = createPool(url, { name: 'console-start', max: 1 })
  try {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int FROM person WHERE trial AND active',
    )
    return rows[0]?.count ?? 0
  } finally {
    await pool.end()
  }
}

/** The console, as built by `next build`; behind the front door, so it listens on the loopback interface only. */
runProcess('console', async () => {
  const env = readEnv(CONSOLE_PROCESS_ENV)
  if (env.COUNTERSIGN_MODE === 'production') {
    const { NEXTAUTH_SECRET, CONSOLE_SECRET_KEY, NEXTAUTH_URL, READER_ORIGIN } = env
    refuseTrialLeftovers({
      secrets: { NEXTAUTH_SECRET, CONSOLE_SECRET_KEY },
      origins: { NEXTAUTH_URL, READER_ORIGIN },
      trialPeople: await countTrialPeople(env.CONSOLE_DATABASE_URL),
      trustMode: (await readTrust(env.TRUST_FILE, env.COUNTERSIGN_MODE)).mode,
    })
  }
  // dist/ lies beside .next/.
  const dir = path.resolve(import.meta.dirname, '..')
  const app = next({ dev: false, dir, hostname: env.CONSOLE_HOST, port: env.CONSOLE_PORT })
  await app.prepare()
  const handle = app.getRequestHandler()
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  // Longer than the front door keeps a connection that it does not use.
  server.keepAliveTimeout = 70_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(env.CONSOLE_PORT, env.CONSOLE_HOST, resolve)
  })
  return {
    fields: { port: env.CONSOLE_PORT, mode: env.COUNTERSIGN_MODE },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // Streams of events never end by themselves.
      const timer = setTimeout(() => server.closeAllConnections(), 1_000)
      await closed
      clearTimeout(timer)
      await app.close()
    },
  }
})
