import { z } from 'zod'
import { Uuid } from '#domain/uuid'
import { defineJob } from './job'

/** Tells a platform what was decided about its report, in one try; the next is PostgreSQL's to schedule. */
export const deliverOutcome = defineJob({
  name: 'deliver-outcome',
  payload: z.strictObject({ deliveryId: Uuid }),
  key: ({ deliveryId }) => deliveryId,
  concurrency: 8,
  attempts: 5,
  backoffMs: 1_000,

  async prepare({ query, secretKey, webhookAllow, metrics, log, now }) {
    const { deliverOnce } = await import('#services/action/deliver')
    return async ({ deliveryId }) => {
      const result = await deliverOnce(query, deliveryId, { secretKey, allow: webhookAllow, now })
      if (!result) return
      metrics.deliveries.inc({ outcome: result.status === 'pending' ? 'failed' : result.status })
      if (result.status === 'delivered') return
      const fields = { deliveryId, code: result.code, status: result.httpStatus }
      if (result.status === 'dead') log.error('a delivery gave up', fields)
      else log.warn('a delivery failed and is tried again', fields)
    }
  },
})
