import { request } from 'undici'
import { localhostAgent } from './localhost-agent'
import { probeHttp } from './probe-http'

export type ReadinessParts = {
  /** Rejects when the database does not answer. */
  postgres: () => Promise<unknown>
  /** Rejects when Redis does not answer. */
  redis: () => Promise<unknown>
  sockets: { intake: string; keyd: string; worker: string }
  /** The reader's origin, where the relay listens. */
  readerOrigin: string
}

export type Readiness = { ready: boolean; parts: Record<string, 'ok' | 'down'> }

const TIMEOUT_MS = 2_000

async function within(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), TIMEOUT_MS)
  })
  const done = work.then(
    (value) => value !== false,
    () => false,
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

async function healthy(socketPath: string): Promise<boolean> {
  return (await probeHttp({ socketPath }, '/healthz', TIMEOUT_MS)).status === 200
}

async function relayHealthy(readerOrigin: string): Promise<boolean> {
  const dispatcher = localhostAgent()
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const { statusCode } = await request(new URL('/healthz', readerOrigin), { dispatcher, signal })
    return statusCode === 200
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * Asks every process and both stores at once, and takes two seconds at most. Ready means that a report sent now
 * can go the whole way. The console is ready when it can answer at all: it is the one who asks.
 */
export async function checkReadiness(parts: ReadinessParts): Promise<Readiness> {
  const checks: Record<string, Promise<unknown>> = {
    postgres: parts.postgres(),
    redis: parts.redis(),
    intake: healthy(parts.sockets.intake),
    'key service': healthy(parts.sockets.keyd),
    worker: healthy(parts.sockets.worker),
    relay: relayHealthy(parts.readerOrigin),
  }
  const results = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, (await within(check)) ? 'ok' : 'down'] as const,
    ),
  )
  return { ready: results.every(([, state]) => state === 'ok'), parts: Object.fromEntries(results) }
}
