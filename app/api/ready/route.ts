import { consoleEnv } from '#lib/console-env'
import { checkReadiness } from '#lib/readiness'
import { pingPostgres, pingRedis } from '#services/health/stores'

export const dynamic = 'force-dynamic'

/** 200 only when every process and both stores answer; names which do not, and nothing else. */
export async function GET(): Promise<Response> {
  const env = consoleEnv()
  const readiness = await checkReadiness({
    postgres: pingPostgres,
    redis: pingRedis,
    sockets: { intake: env.INTAKE_SOCKET, keyd: env.KEYD_SOCKET, worker: env.WORKER_SOCKET },
    readerOrigin: env.READER_ORIGIN,
  })
  return Response.json(readiness, {
    status: readiness.ready ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  })
}
