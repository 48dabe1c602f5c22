import type { LedgerTx } from '#services/ledger/append'

export type FeedEvent =
  | {
      kind: 'claim.changed'
      ref: string
      data: {
        claim: number
        act: 'taken' | 'renewed' | 'returned' | 'expired' | 'decided'
        personId: string
        leaseUntil: number
      }
    }
  | { kind: 'case.decided'; ref: string; data: { decisionId: string; index: number } }
  | { kind: 'rules.published'; ref: string; data: { index: number; hash: string } }
  | {
      kind: 'report.shredded'
      ref: string
      /** All positions that have lost their keys by now. */
      data: { seqs: string; at: number; completeBy: number }
    }
  | { kind: 'rationale.shredded'; ref: string; data: { at: number } }
  | {
      kind: 'person.changed'
      ref: string
      data: { roles: string[]; regions: string[]; active: boolean; frozen: boolean }
    }

/** Tells the workers, in the transaction that makes it true. The feed opens nothing. */
export async function tellFeed(tx: LedgerTx, ...events: FeedEvent[]): Promise<void> {
  if (events.length === 0) return
  await tx.write(
    `INSERT INTO feed.key_event (kind, ref, data)
     SELECT t.kind, t.ref, t.data FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS t (kind, ref, data)`,
    [
      events.map((event) => event.kind),
      events.map((event) => event.ref),
      events.map((event) => JSON.stringify(event.data)),
    ],
  )
}
