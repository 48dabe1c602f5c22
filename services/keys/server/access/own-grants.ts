import type { OwnGrant } from '#domain/access-rules'
import { fromRefs, toRefs } from '#domain/conversation'
import type { MessageRefs, Purpose } from '#domain/ledger-entry'
import { parseSeqs } from '#domain/seq-range'
import type { LedgerTx } from '#services/ledger/append'
import type { PersonSigner } from '../people/request-signer'

type Row = {
  id: string
  purpose: Purpose
  access_id: string | null
  session_id: string
  messages: MessageRefs
  uses_left: number
  not_before: Date
  expires_at: Date
}

/** The live grants of a person, newest first; of a claim only the newest, which is the one in use. */
export async function ownGrants(tx: LedgerTx, signer: PersonSigner, only?: string): Promise<OwnGrant[]> {
  const rows = await tx.query<Row>(
    `SELECT DISTINCT ON (coalesce(g.access_id, g.case_id))
       g.id, g.purpose, g.access_id, g.session_id, g.messages, g.uses_left, g.not_before, g.expires_at
     FROM keys.access_grant g LEFT JOIN keys.review_case c ON c.id = g.case_id
     WHERE g.person_id = $1 AND g.expires_at > $2 AND g.revoked_at IS NULL AND ($3::uuid IS NULL OR g.id = $3)
       AND (g.claim_no IS NULL
         OR c.holder = g.person_id AND c.claim_no = g.claim_no AND c.lease_until > $2)
     ORDER BY coalesce(g.access_id, g.case_id), g.not_before DESC`,
    [signer.id, new Date(tx.now), only ?? null],
  )
  const cases = await casesOf(
    tx,
    rows.flatMap((row) => row.messages.map(([dek]) => dek)),
  )
  return rows
    .sort((a, b) => b.not_before.getTime() - a.not_before.getTime())
    .map((row) => ({
      ...{ id: row.id, purpose: row.purpose, cases: byCase(row.messages, cases) },
      ...(row.access_id === null ? {} : { accessId: row.access_id }),
      uses: row.uses_left,
      notBefore: row.not_before.getTime(),
      expires: row.expires_at.getTime(),
      here: row.session_id === signer.session,
    }))
}

type CaseOf = { case_id: string; region: string; destroyed: string | null }

async function casesOf(tx: LedgerTx, deks: string[]): Promise<Map<string, CaseOf>> {
  if (deks.length === 0) return new Map()
  const rows = await tx.query<CaseOf & { dek: string }>(
    `SELECT r.dek, r.case_id, r.destroyed, c.region FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE r.dek = ANY($1::text[]) AND r.shredded_at IS NULL`,
    [deks],
  )
  return new Map(rows.map((row) => [row.dek, row]))
}

/**
 * A release lists messages of one case, so a grant over several is opened case by case. What has lost its keys since
 * is left out: a release that named it would be refused as a whole.
 */
function byCase(messages: MessageRefs, cases: ReadonlyMap<string, CaseOf>): OwnGrant['cases'] {
  const split = new Map<string, OwnGrant['cases'][number]>()
  for (const whole of messages) {
    const found = cases.get(whole[0])
    const gone = new Set(found?.destroyed ? parseSeqs(found.destroyed) : [])
    const [ref] = toRefs(fromRefs([whole]).filter(({ seq }) => !gone.has(seq)))
    if (!found || !ref) continue
    const part = split.get(found.case_id)
    if (part) part.messages.push(ref)
    else split.set(found.case_id, { caseId: found.case_id, region: found.region, messages: [ref] })
  }
  return [...split.values()]
}
