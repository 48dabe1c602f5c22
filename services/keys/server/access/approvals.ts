import type { LedgerTx } from '#services/ledger/append'
import { type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { type AccessRow, conflictsWith } from './request-row'

/** What holds for whoever judges a request or its use: another lead, who serves the region and is close to nobody. */
export async function judgeProblem(
  tx: LedgerTx,
  row: AccessRow,
  signer: PersonSigner,
): Promise<Refusal | undefined> {
  if (row.person_id === signer.id) return refuse('forbidden', 'own_request')
  if (!signer.regions.includes(row.region)) return refuse('forbidden', 'wrong_region')
  if (await conflictsWith(tx, signer.id, row)) return refuse('forbidden', 'conflict_of_interest')
  const [answered] = await tx.query(
    'SELECT 1 FROM keys.access_approval WHERE access_id = $1 AND person_id = $2',
    [row.id, signer.id],
  )
  return answered ? refuse('conflict', 'already_answered') : undefined
}

/**
 * Approvals that count now: of people who are still leads of the region, not frozen, and close to nobody in it. One that
 * was given with a stolen credential is none.
 */
export async function standingApprovals(
  tx: LedgerTx,
  row: AccessRow,
): Promise<{ id: string; salt: Buffer }[]> {
  const leads = await tx.query<{ id: string; salt: Buffer }>(
    `SELECT p.id, p.salt FROM keys.access_approval a JOIN keys.person p ON p.id = a.person_id
     WHERE a.access_id = $1 AND a.verdict = 'approved' AND p.active AND p.frozen_at IS NULL
       AND 'safety_lead' = ANY(p.roles) AND $2 = ANY(p.regions) ORDER BY a.at, p.id`,
    [row.id, row.region],
  )
  const standing = []
  for (const lead of leads) if (!(await conflictsWith(tx, lead.id, row))) standing.push(lead)
  return standing
}
