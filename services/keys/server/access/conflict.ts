import type { LedgerTx } from '#services/ledger/append'

/** What a person wants to have to do with: a whole case, or the reports of an approved request. */
export type Matter = { caseId: string } | { deks: readonly string[] }

/**
 * SQL: a relation of this person's stands that makes a report `r` of this platform none of their business.
 * @param person, platform expressions of the query round it.
 */
export function isRelated(person: string, platform: string): string {
  return `EXISTS (SELECT 1 FROM keys.relation x
    WHERE x.person_id = ${person} AND x.withdrawn_at IS NULL AND x.platform = ${platform}
      AND (x.account IN (r.subject, r.reporter) OR r.senders ? x.account))`
}

/**
 * True when the person, or an account that was declared as theirs or close to them, is the subject, the reporter or a
 * sender of any report in the matter. Read from signed manifests and declarations, never from what the console says.
 */
export async function hasConflict(tx: LedgerTx, personId: string, matter: Matter): Promise<boolean> {
  const [where, value] =
    'caseId' in matter ? ['r.case_id = $2::uuid', matter.caseId] : ['r.dek = ANY($2::text[])', matter.deks]
  const rows = await tx.query(
    `SELECT 1 FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE ${where} AND (
       $1::text IN (r.subject, r.reporter) OR r.senders ? $1::text
       OR ${isRelated('$1::uuid', 'c.platform')}
     ) LIMIT 1`,
    [personId, value],
  )
  return rows.length > 0
}

/**
 * Nobody marks their own homework: true when this person has ever held the case, as only whoever decides it does. Asked
 * of grants, which keep their person when the ledger's entries no longer name them.
 */
export async function hasWorkedOn(tx: LedgerTx, personId: string, caseId: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM keys.access_grant WHERE case_id = $1 AND person_id = $2 AND claim_no IS NOT NULL LIMIT 1',
    [caseId, personId],
  )
  return rows.length > 0
}
