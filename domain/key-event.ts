import { z } from 'zod'
import { Role } from './permission'
import { Region } from './region'
import { Uuid } from './uuid'

/** What the key service has committed and tells through `feed.key_event`, parsed where it is read. */
export const KeyEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('report.adopted'), ref: Uuid }),
  z.object({ kind: z.literal('report.refused'), ref: Uuid, data: z.object({ code: z.string() }) }),
  z.object({
    kind: z.literal('claim.changed'),
    ref: Uuid,
    data: z.object({
      claim: z.int().min(0),
      act: z.enum(['taken', 'renewed', 'returned', 'expired', 'decided']),
      personId: Uuid,
      /** Milliseconds since 1970; of no meaning once the claim has ended. */
      leaseUntil: z.int().nullish(),
    }),
  }),
  z.object({
    kind: z.literal('case.decided'),
    ref: Uuid,
    data: z.object({ decisionId: Uuid, index: z.int().min(0) }),
  }),
  z.object({
    kind: z.literal('rules.published'),
    ref: z.string().regex(/^[1-9]\d{0,8}$/),
    /** `hash` as the entry names it: only a stored set with this hash comes into force. */
    data: z.object({ index: z.int().min(0), hash: z.string().optional() }),
  }),
  /** Keys of these positions are destroyed; what is still stored of them is noise. */
  z.object({
    kind: z.literal('report.shredded'),
    ref: Uuid,
    data: z.object({ seqs: z.string(), at: z.int().min(0), completeBy: z.int().min(0) }),
  }),
  /** `ref` is the decision's id. */
  z.object({ kind: z.literal('rationale.shredded'), ref: Uuid, data: z.object({ at: z.int().min(0) }) }),
  z.object({
    kind: z.literal('person.changed'),
    ref: Uuid,
    /** `active`: may act. `frozen` says why not; events from before it was told have none. */
    data: z.object({
      roles: z.array(Role),
      regions: z.array(Region),
      active: z.boolean(),
      frozen: z.boolean().default(false),
    }),
  }),
])
export type KeyEvent = z.infer<typeof KeyEvent>
export type KeyEventOf<Kind extends KeyEvent['kind']> = Extract<KeyEvent, { kind: Kind }>
