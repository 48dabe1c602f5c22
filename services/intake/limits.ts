import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { MAX_BODY_BYTES } from '#domain/report'
import { IntakeProblem, unavailable } from './problems'

/** Requests of one API key in a second, counted in this process: with n intakes a key has n times as many. */
export const DEFAULT_RATE_PER_S = 2_000

export type RateLimit = (keyId: string) => Promise<void>

/** @throws IntakeProblem 429 with Retry-After in whole seconds. */
export function createRateLimit(perSecond: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 })
  return async (keyId) => {
    try {
      await limiter.consume(keyId)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      throw new IntakeProblem(
        429,
        'rate_limited',
        'This API key sends too much at once. Wait and go on.',
        [],
        {
          'retry-after': String(seconds),
        },
      )
    }
  }
}

/** Bodies held in memory at once. A body takes several times its size while it is parsed and sealed. */
export const MAX_HELD_BYTES = 128 * 1024 * 1024

/**
 * Room for bodies. When the store hangs requests pile up behind it; past the limit they are told to come back
 * instead of ending the process, and with it what it has not answered yet.
 */
export function createRoom(limitBytes = MAX_HELD_BYTES) {
  let held = 0
  return {
    /** @param declared Content-Length; without one a body counts as the largest. @returns gives the room back. */
    take(declared: string | undefined): () => void {
      const size = declared === undefined ? MAX_BODY_BYTES : Math.min(Number(declared), MAX_BODY_BYTES)
      if (held + size > limitBytes)
        throw unavailable(
          'busy',
          'Too many reports are being taken in at once. Nothing was accepted; try again.',
        )
      held += size
      let returned = false
      return () => {
        if (!returned) held -= size
        returned = true
      }
    },
  }
}
