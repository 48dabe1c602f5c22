import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useProblems } from '#lib/http-problem'
import { createLog } from '#lib/log'
import { addLiveRoutes, LIVE } from './access/live-routes'
import type { KeyService } from './key-service'
import { addLedgerRoutes, PROOFS } from './ledger/ledger-routes'
import type { KeyMetrics } from './metrics'

/** As much of the service as these routes ask. */
const service = {
  home: '/nowhere',
  pool: { query: async () => ({ rows: [] }) },
  now: () => 0,
  sequencer: { committed: { size: 3 }, consistency: () => [] },
} as unknown as KeyService

describe('questions that nobody signs', () => {
  let server: FastifyInstance
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
    server = Fastify()
    useProblems(server, createLog('keyd', 'silent'))
    addLiveRoutes(server, service)
    addLedgerRoutes(server, service, {} as KeyMetrics)
  })
  afterEach(async () => {
    await server.close()
    vi.useRealTimers()
  })

  it.each([
    ['live', LIVE.points],
    ['proof', PROOFS.points],
  ] as const)(
    'about %s are answered as often as is right, and again a second later',
    async (what, points) => {
      const ask = async () => {
        const { statusCode } =
          what === 'live'
            ? await server.inject({
                ...{ method: 'POST', url: '/v1/live' },
                payload: { session: randomUUID(), grantId: randomUUID() },
              })
            : await server.inject('/v1/ledger/proof/consistency?from=1&to=3')
        return statusCode
      }
      for (let i = 0; i < points; i++) expect(await ask()).toBe(200)
      expect(await ask()).toBe(429)
      vi.advanceTimersByTime(1_001)
      expect(await ask()).toBe(200)
    },
  )
})
