import { DecisionEvent } from '#domain/decision'
import type { Query } from '#lib/query'
import { openSecret } from '#lib/sealed-secret'
import { deliveryWaitMs } from './backoff'
import { type TakenDelivery, takeDelivery } from './data'
import { advanceDecided, type DeliveryResult, settleDelivery } from './mutations'
import { sendWebhook } from './send-webhook'

export type DeliverySettings = { secretKey: string; allow: readonly string[]; now: () => number }

/**
 * One try at one delivery. Retrying is PostgreSQL's (`next_at`), not the queue's: it goes on over a day, and losing
 * Redis must not lose it.
 *
 * @returns undefined when it is not due, or not any more.
 */
export async function deliverOnce(
  query: Query,
  deliveryId: string,
  settings: DeliverySettings,
): Promise<DeliveryResult | undefined> {
  const delivery = await takeDelivery(query, deliveryId)
  if (!delivery) return undefined
  const result = await tryDelivery(delivery, settings)
  await settleDelivery(query, delivery, result)
  if (result.status === 'delivered') await advanceDecided(query, [delivery.caseId])
  return result
}

async function tryDelivery(delivery: TakenDelivery, settings: DeliverySettings): Promise<DeliveryResult> {
  if (!delivery.active) return { status: 'dead', code: 'endpoint_inactive' }
  // Strict: a field that is not known here might be content or a reporter.
  const event = DecisionEvent.safeParse(delivery.payload)
  if (!event.success) return { status: 'dead', code: 'payload_invalid' }
  let secret: string
  try {
    secret = openSecret(settings.secretKey, delivery.secretSealed)
  } catch {
    return retryLater(delivery, 'secret_unreadable')
  }
  const sent = await sendWebhook(
    { url: delivery.url, secret },
    { id: delivery.id, body: JSON.stringify(event.data) },
    { allow: settings.allow, now: new Date(settings.now()) },
  )
  if (sent.ok) return { status: 'delivered', httpStatus: sent.status }
  if (sent.gone) return { status: 'dead', code: sent.code, httpStatus: sent.status! }
  return retryLater(delivery, sent.code, sent.status)
}

function retryLater({ attempts }: TakenDelivery, code: string, httpStatus?: number): DeliveryResult {
  const waitMs = deliveryWaitMs(attempts, Math.random())
  const status = httpStatus === undefined ? {} : { httpStatus }
  return waitMs === undefined
    ? { status: 'dead', code, ...status }
    : { status: 'pending', waitMs, code, ...status }
}
