import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { z } from 'zod'
import { toBase64 } from '#domain/bytes'
import { AppError } from '#domain/errors'
import { parseTilePath, TILE_WIDTH, tilePath } from '#domain/tile'
import { parseOrInvalid } from '#lib/http-problem'
import { auditorOf, auditorsFile } from '#services/ledger/auditors'
import type { KeyService } from '../key-service'
import type { KeyMetrics } from '../metrics'
import { recordAuditorRead } from './publication'

const Sizes = z.strictObject({ from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) })

/** Bundles of 256 entries that one auditor may read a second. */
const BUNDLES = { points: 100, duration: 1 }
/** Wrong or revoked keys a minute, over all callers. */
const STRANGERS = { points: 60, duration: 60 }
/** Consistency proofs a second, over all callers: each reads the tree. */
export const PROOFS = { points: 200, duration: 1 }
const READ_EVERY_MS = 10 * 60_000

/** What verifiers ask the key service itself for: proofs, entries for auditors, and who watches. */
export function addLedgerRoutes(server: FastifyInstance, service: KeyService, metrics: KeyMetrics): void {
  const bundles = new RateLimiterMemory(BUNDLES)
  const strangers = new RateLimiterMemory(STRANGERS)
  const proofs = new RateLimiterMemory(PROOFS)
  const recorded = new Map<string, number>()
  const auditors = auditorsFile(service.home)

  server.get('/v1/ledger/status', async () => service.publisher.state)

  server.get('/v1/ledger/proof/consistency', async (request) => {
    const { from, to } = parseOrInvalid(Sizes, request.query)
    await spend(proofs, 'all')
    const { size } = service.sequencer.committed
    if (from > to || to > size)
      throw new AppError('not_found', 'The ledger has no such sizes.', { reason: 'no_such_size' })
    return { from, to, proof: service.sequencer.consistency(from, to).map(toBase64) }
  })

  server.get('/v1/ledger/tile/entries/*', async (request, reply) => {
    const auditor = await auditorOf(auditors, request.headers.authorization)
    if (!auditor) {
      metrics.onBundle('refused')
      await spend(strangers, 'all')
      throw new AppError('unauthenticated', 'Entries are for auditors: send the key as a bearer token.', {
        reason: 'not_an_auditor',
      })
    }
    await spend(bundles, auditor.id)
    const tile = parseTilePath(`tile/entries/${(request.params as { '*': string })['*']}`)
    const bytes = tile && (await readBundle(service.files.entries, tile))
    if (!bytes) throw new AppError('not_found', 'There is no such bundle.')
    await record(auditor.id)
    metrics.onBundle('served')
    return reply
      .type('application/octet-stream')
      .header(
        'cache-control',
        tile.width === TILE_WIDTH ? 'private, max-age=31536000, immutable' : 'no-store',
      )
      .send(bytes)
  })

  /** Reading is itself an entry, committed before the first bundle leaves. */
  async function record(id: string): Promise<void> {
    const last = recorded.get(id)
    const now = service.now()
    if (last !== undefined && now - last < READ_EVERY_MS && now >= last) return
    await service.sequencer.submit(recordAuditorRead, { auditor: id, size: service.sequencer.committed.size })
    recorded.set(id, now)
  }
}

async function readBundle(
  directory: string,
  tile: NonNullable<ReturnType<typeof parseTilePath>>,
): Promise<Buffer | undefined> {
  return readFile(path.join(directory, tilePath(tile))).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch(() => {
    throw new AppError('rate_limited', 'Too many requests. Wait a moment.')
  })
}
