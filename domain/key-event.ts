import { z } from 'zod'
import { Role } from './permission'
import { Region } from './region'

/** What the key service has committed and tells through `feed.key_event`, parsed where it is read. */
export const KeyEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('report.adopted'), ref: z.uuid() }),
  z.object({ kind: z.literal('report.refused'), ref: z.uuid(), data: z.object({ code: z.string() }) }),
  z.object({
    kind: z.literal('claim.changed'),
    ref: z.uuid(),
    data: z.object({
      claim: z.int().min(0),
      act: z.enum(['taken', 'renewed', 'returned', 'expired', 'decided']),
      personId: z.uuid(),
      /** Milliseconds since 1970; of no meaning once the claim has ended. */
      leaseUntil: z.int().nullish(),
    }),
  }),
  z.object({
    kind: z.literal('case.decided'),
    ref: z.uuid(),
    data: z.object({ decisionId: z.uuid(), index: z.int().min(0) }),
  }),
  z.object({
    kind: z.literal('rules.published'),
    ref: z.string().regex(/^[1-9]\d{0,8}$/),
    /** `hash` as the entry names it: only a stored set with this hash comes into force. */
    data: z.object({ index: z.int().min(0), hash: z.string().optional() }),
  }),
  z.object({
    kind: z.literal('person.changed'),
    ref: z.uuid(),
    data: z.object({ roles: z.array(Role), regions: z.array(Region), active: z.boolean() }),
  }),
])
export type KeyEvent = z.infer<typeof KeyEvent>
export type KeyEventOf<Kind extends KeyEvent['kind']> = Extract<KeyEvent, { kind: Kind }>
