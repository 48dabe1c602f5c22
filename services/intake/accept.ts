import { createHmac } from 'node:crypto'
import type { Pool } from 'pg'
import { type Report, readReport } from '#domain/report-input'
import { readJson } from './body'
import type { Epochs } from './epochs'
import type { FrankingKeys } from './franking-keys'
import type { IntakeKeys } from './home'
import { type Acceptance, acceptReport, type Idempotency } from './mutations'
import { IntakeProblem, invalidReport, unavailable } from './problems'
import type { Retentions } from './retentions'
import { sealReport } from './seal'

export type IntakeContext = {
  pool: Pool
  keys: IntakeKeys
  epochs: Epochs
  frankingKeys: FrankingKeys
  retentions: Retentions
  now: () => number
}
export type Accepted = Acceptance & { outcome: Exclude<Acceptance['outcome'], 'key_reused'> }

/**
 * One report, from raw bytes to stored: parse, check, seal, store. Nothing is written before it is sealed, and
 * the bytes are zeroed when this ends, whichever way.
 * @throws IntakeProblem 400, 422 or 503; StoreError when the store does not answer.
 */
export async function acceptBody(
  context: IntakeContext,
  platform: string,
  body: Buffer,
  idempotencyKey: string | undefined,
): Promise<Accepted> {
  try {
    const nowMs = context.now()
    const reading = readReport(readJson(body), nowMs)
    if (!reading.ok) throw invalidReport(reading.problems)
    const { report } = reading
    const retention = await context.retentions.of(platform, nowMs)
    const epoch = await context.epochs.forRegion(report.region, nowMs, retention)
    if (!epoch)
      throw unavailable(
        'no_epoch',
        'This region has no key to seal to at present. Nothing was accepted; try again.',
      )
    const idempotency = idempotencyKey === undefined ? undefined : remember(context, idempotencyKey, body)
    const frankingKeys = await context.frankingKeys.of(platform, kidsOf(report), nowMs)
    const sealed = await sealReport(platform, report, epoch, context.keys, nowMs, frankingKeys)
    const { outcome, ...acceptance } = await acceptReport(context.pool, platform, report, sealed, idempotency)
    if (outcome === 'key_reused')
      throw new IntakeProblem(
        422,
        'idempotency_key_reused',
        'This Idempotency-Key was used with another body. Nothing was stored.',
      )
    return { ...acceptance, outcome }
  } finally {
    body.fill(0)
  }
}

function kidsOf({ conversation }: Report): Set<string> {
  return new Set(conversation.messages.flatMap(({ franking }) => franking?.kid ?? []))
}

/** An HMAC and not a hash: the body of a short report could be guessed and compared. */
function remember({ keys }: IntakeContext, key: string, body: Buffer): Idempotency {
  return { key, bodyHmac: createHmac('sha256', keys.idempotency).update(body).digest() }
}

/** @throws IntakeProblem 400 unless the header is absent or 1 to 255 visible ASCII characters. */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header
  throw new IntakeProblem(
    400,
    'idempotency_key',
    'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  )
}
