import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { z } from 'zod'
import { AppError } from '#domain/errors'
import { Region } from '#domain/region'
import { Uuid } from '#domain/uuid'
import { parseOrInvalid } from '#lib/http-problem'
import type { KeyService } from '../key-service'
import { countAccess, isLive } from './live'

const LiveRequest = z.strictObject({ session: Uuid, grantId: Uuid })
const CountsQuery = z.strictObject({ regions: z.string().max(80), lead: Uuid.optional() })

/** Questions a second, over all callers: each open page asks every three seconds, so this is three thousand of them. */
export const LIVE = { points: 1_000, duration: 1 }

/** Questions that are not signed, since their answers open nothing and name nobody. */
export function addLiveRoutes(server: FastifyInstance, service: KeyService): void {
  const questions = new RateLimiterMemory(LIVE)
  server.post('/v1/live', async (request) => {
    const asked = parseOrInvalid(LiveRequest, request.body)
    await questions.consume('all').catch(() => {
      throw new AppError('rate_limited', 'Too many questions at once.')
    })
    service.clock?.require()
    return { live: await isLive(service.pool, asked, service.now()) }
  })
  server.get('/v1/access-counts', async (request) => {
    const { regions, lead } = parseOrInvalid(CountsQuery, request.query)
    const known = parseOrInvalid(z.array(Region), regions.split(','))
    return countAccess(service.pool, service.now(), { regions: known, lead })
  })
}
