import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from './log'

/**
 * @param url `redis://…`, `rediss://…`, or the absolute path of a unix socket.
 * `maxRetriesPerRequest: null` is what BullMQ demands of a connection that blocks; a command then waits for
 * Redis to come back instead of failing.
 */
export function connectRedis(url: string, options: RedisOptions & { log?: Log } = {}): Redis {
  const { log, ...rest } = options
  const settings: RedisOptions = {
    maxRetriesPerRequest: null,
    // A store that restarts is back within a second or two; a longer wait would only add to the lag.
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    ...rest,
  }
  const redis = url.startsWith('/') ? new Redis({ path: url, ...settings }) : new Redis(url, settings)
  let failing = false
  redis.on('error', (error) => {
    if (!failing) log?.warn('redis is not reachable', { store: 'redis', error })
    failing = true
  })
  redis.on('ready', () => {
    if (failing) log?.info('redis is reachable again', { store: 'redis' })
    failing = false
  })
  return redis
}
