import { z } from 'zod'
import { Region } from './region'
import { requestBase } from './request-base'
import { Uuid } from './uuid'

/** Why something is kept although its time is over. Codes: an order's number belongs into the requester's own file. */
export const HOLD_REASONS = {
  litigation: 'Litigation',
  preservation_order: 'Preservation order',
  regulator: 'Regulator’s request',
  internal_investigation: 'Internal investigation',
} as const

/** What a legal hold covers. Reports that join the case, or name an account or conversation, later are held too. */
export const HoldScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('case'), caseId: Uuid }),
  z.strictObject({ kind: z.literal('reports'), reportIds: z.array(Uuid).min(1).max(1_000) }),
  z.strictObject({
    kind: z.literal('identifiers'),
    platform: z.string().min(1).max(200),
    accounts: z.array(z.string().min(1).max(200)).max(50),
    conversations: z.array(z.string().min(1).max(200)).max(50),
  }),
])
export type HoldScope = z.infer<typeof HoldScope>

export const RETENTION_REQUESTS = [
  /** Carries out an erasure that others have approved. */
  z.strictObject({ ...requestBase, op: z.literal('shred'), accessId: Uuid }),
  z.strictObject({
    ...requestBase,
    op: z.literal('hold'),
    act: z.literal('placed'),
    holdId: Uuid,
    region: Region,
    scope: HoldScope,
    reason: z.enum(Object.keys(HOLD_REASONS) as [keyof typeof HOLD_REASONS]),
  }),
  z.strictObject({ ...requestBase, op: z.literal('lift-hold'), holdId: Uuid }),
  /** Deletes the salt of a former member of staff, so that nothing in the ledger points at that person any more. */
  z.strictObject({ ...requestBase, op: z.literal('forget-person'), personId: Uuid }),
] as const

/** What whoever asked for an erasure can show. */
export type ShredReceipt = {
  receiptId: string
  what: 'message' | 'report' | 'person' | 'retention'
  /** From here on nothing is released; by `completeBy` no stored copy of the keys is left. */
  effectiveAt: number
  completeBy: number
  /** Messages that lost their keys, and those that a legal hold keeps back until it is lifted. */
  count: number
  held: number
  /** Index of the ledger entry. */
  index: number
}
