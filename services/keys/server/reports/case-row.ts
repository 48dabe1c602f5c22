import type { Region } from '#domain/region'
import type { LedgerTx } from '#services/ledger/append'
import { tellFeed } from '../ledger/feed'
import { type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'
import type { Signer } from '../people/request-signer'

export type CaseRow = {
  id: string
  platform: string
  region: Region
  conversation: string
  subject: string
  claim_no: number
  holder: string | null
  claim_session: string | null
  lease_until: Date | null
  around: number
  acknowledged: number
}
export type HeldCase = CaseRow & { holder: string; lease_until: Date }

const COLUMNS = `id, platform, region, conversation, subject, claim_no, holder, claim_session, lease_until, around,
  acknowledged`

/** Locked until the transaction ends. */
export async function lockCase(tx: LedgerTx, id: string): Promise<CaseRow | undefined> {
  return (
    await tx.query<CaseRow>(`SELECT ${COLUMNS} FROM keys.review_case WHERE id = $1 FOR UPDATE`, [id])
  )[0]
}

/** The case, when this person holds it on a live lease and still serves its region; otherwise why not. */
export async function lockHeldCase(tx: LedgerTx, id: string, signer: Signer): Promise<HeldCase | Refusal> {
  const row = await lockCase(tx, id)
  if (!row) return refuse('forbidden', 'not_adopted')
  if (signer.kind !== 'person' || !signer.regions.includes(row.region))
    return refuse('forbidden', 'wrong_region')
  if (row.holder !== signer.id || !row.lease_until) return refuse('conflict', 'no_claim')
  if (row.lease_until.getTime() <= tx.now) return refuse('conflict', 'lease_expired')
  return row as HeldCase
}

/** Ends the claim that the row holds: entry, feed, and the row itself. Its grants end with it. */
export async function endClaim(
  tx: LedgerTx,
  row: HeldCase,
  act: 'returned' | 'expired' | 'decided',
): Promise<ReturnType<LedgerTx['append']>> {
  const [person] = await tx.query<{ salt: Buffer }>('SELECT salt FROM keys.person WHERE id = $1', [
    row.holder,
  ])
  const appended = tx.append(
    {
      kind: 'claim',
      act,
      case: row.id,
      claim: row.claim_no,
      who: person ? pseudonymOf(person.salt, row.holder) : 'unknown',
      session: row.claim_session ?? 'unknown',
      until: Math.min(row.lease_until.getTime(), tx.now),
    },
    { personId: row.holder, caseId: row.id, subject: row.subject },
  )
  await tx.write(
    'UPDATE keys.review_case SET holder = NULL, claim_session = NULL, lease_until = NULL WHERE id = $1',
    [row.id],
  )
  await tellFeed(tx, {
    kind: 'claim.changed',
    ref: row.id,
    data: {
      claim: row.claim_no,
      act,
      personId: row.holder,
      leaseUntil: Math.min(row.lease_until.getTime(), tx.now),
    },
  })
  return appended
}

/** Ends every claim whose lease has run out, at most 100 at once. */
export async function sweepLeases(tx: LedgerTx): Promise<number> {
  const rows = await tx.query<HeldCase>(
    `SELECT ${COLUMNS} FROM keys.review_case WHERE lease_until <= $1 ORDER BY lease_until LIMIT 100 FOR UPDATE`,
    [new Date(tx.now)],
  )
  for (const row of rows) await endClaim(tx, row, 'expired')
  return rows.length
}

/** Ends the claims of a person who may not hold them any more. */
export async function endClaimsOf(tx: LedgerTx, personId: string, keeps: readonly Region[]): Promise<void> {
  const rows = await tx.query<HeldCase>(
    `SELECT ${COLUMNS} FROM keys.review_case WHERE holder = $1 AND NOT (region = ANY($2)) FOR UPDATE`,
    [personId, keeps],
  )
  for (const row of rows) await endClaim(tx, row, 'returned')
}
