import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { consoleEnv } from '#lib/console-env'
import { connectRedis } from '#lib/redis'

/** Failures that one address at one account may have, and that one account may have from anywhere. */
const PAIR = { points: 10, duration: 15 * 60 }
const ACCOUNT = { points: 50, duration: 15 * 60 }

type Limits = { pair: RateLimiterRedis; account: RateLimiterRedis }
const kept = globalThis as unknown as { countersignSignInLimits?: Limits }

/** Counted in Redis, so that several consoles count together; each counts for itself while Redis is away. */
function limits(): Limits {
  if (!kept.countersignSignInLimits) {
    const storeClient = connectRedis(consoleEnv().REDIS_URL, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
    })
    const limiter = (keyPrefix: string, rule: typeof PAIR) =>
      new RateLimiterRedis({
        storeClient,
        keyPrefix,
        ...rule,
        insuranceLimiter: new RateLimiterMemory({ keyPrefix, ...rule }),
      })
    kept.countersignSignInLimits = {
      pair: limiter('sign-in-pair', PAIR),
      account: limiter('sign-in-account', ACCOUNT),
    }
  }
  return kept.countersignSignInLimits
}

/** Addresses are not written to Redis as they are. */
function keyOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)
}

export async function signInIsLimited(email: string, address: string): Promise<boolean> {
  const { pair, account } = limits()
  const [byPair, byAccount] = await Promise.all([pair.get(keyOf(email, address)), account.get(keyOf(email))])
  return (byPair?.consumedPoints ?? 0) >= PAIR.points || (byAccount?.consumedPoints ?? 0) >= ACCOUNT.points
}

export async function countFailure(email: string, address: string): Promise<void> {
  const { pair, account } = limits()
  // A limiter rejects when it is exhausted, which is what it is for.
  await Promise.allSettled([pair.consume(keyOf(email, address)), account.consume(keyOf(email))])
}

export async function forgetFailures(email: string, address: string): Promise<void> {
  await limits().pair.delete(keyOf(email, address))
}
