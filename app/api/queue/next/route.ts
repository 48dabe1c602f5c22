import { z } from 'zod'
import { Region } from '#domain/region'
import { QueueId } from '#domain/rule'
import { Uuid } from '#domain/uuid'
import { route } from '#services/auth/route'
import { heldCase, nextClaimable } from '#services/review/queue-data'

const Query = z.object({
  queue: QueueId.optional(),
  region: Region.optional(),
  /** Case ids, comma separated: lost a moment ago. */
  skip: z.string().max(1_000).default(''),
})

export const GET = route('case:claim', { query: Query }, async ({ proof, query }) => {
  const skip = z
    .array(Uuid)
    .max(20)
    .parse(query.skip === '' ? [] : query.skip.split(','))
  const held = await heldCase(proof, new Date())
  if (held) return { caseId: held, held: true }
  return { caseId: (await nextClaimable(proof, { ...query, skip }, new Date())) ?? null, held: false }
})
