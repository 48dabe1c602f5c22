import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Region } from '#domain/region'
import { Uuid } from '#domain/uuid'
import { parseOrInvalid } from '#lib/http-problem'
import type { KeyService } from './key-service'
import { countAccess, isLive } from './live'

const LiveRequest = z.strictObject({ session: Uuid, grantId: Uuid })
const CountsQuery = z.strictObject({ regions: z.string().max(80) })

/** Questions that are not signed, since their answers open nothing and name nobody. */
export function addLiveRoutes(server: FastifyInstance, service: KeyService): void {
  server.post('/v1/live', async (request) => {
    const asked = parseOrInvalid(LiveRequest, request.body)
    service.clock?.require()
    return { live: await isLive(service.pool, asked, service.now()) }
  })
  server.get('/v1/access-counts', async (request) => {
    const { regions } = parseOrInvalid(CountsQuery, request.query)
    return countAccess(service.pool, service.now(), parseOrInvalid(z.array(Region), regions.split(',')))
  })
}
