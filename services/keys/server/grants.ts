import { randomUUID } from 'node:crypto'
import { toRefs, windowAround } from '#domain/conversation'
import type { GrantView } from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import { decodeManifest } from '#domain/manifest'
import { MAX_MESSAGES } from '#domain/report'
import { LEASE_MS } from '#domain/review-case'
import type { LedgerTx } from '#services/ledger/append'
import type { CaseRow } from './case-row'
import type { PersonSigner } from './signer'

/** How often the keys of one grant may be asked for: reloading a page is one more. Renewing gives a new grant. */
export const GRANT_USES = 100
/** Code of the policy that sets windows, uses and times, until policies are edited. */
export const GRANT_POLICY = 'review-1'
/** Room in a ledger entry of 65,535 bytes for everything but the references. */
const MAX_REFS_BYTES = 60_000

export type AdoptedReport = { id: string; dek: string; manifest: Buffer; reporter: string; subject: string }

/** The reports of a case that no decision has dealt with, newest first. */
export async function readOpenReports(tx: LedgerTx, caseId: string): Promise<AdoptedReport[]> {
  return tx.query<AdoptedReport>(
    `SELECT id, dek, manifest, reporter, subject FROM keys.report
     WHERE case_id = $1 AND decision_id IS NULL ORDER BY adopted_at DESC, id`,
    [caseId],
  )
}

/**
 * What a claim may read: the reported messages, `around` messages on either side in merged order, and each
 * reporter's note. When that is more than one grant can list, the oldest reports are left out.
 */
export function windowOf(reports: readonly AdoptedReport[], around: number): MessageRefs {
  const listed = reports.map((report) => {
    const { messages } = decodeManifest(report.manifest)
    return messages.map(({ seq, id, at, reported, kind }) => ({
      dek: report.dek,
      seq,
      id,
      sentAt: at,
      reported,
      kind,
    }))
  })
  for (let count = listed.length; count > 0; count = Math.floor(count * 0.75)) {
    const messages = listed.slice(0, count).flat()
    const notes = messages.filter((message) => message.kind === 'note')
    const inside = windowAround(
      messages.filter((message) => message.kind !== 'note'),
      around,
    )
    const refs = toRefs([...inside, ...notes])
    const fits = inside.length + notes.length <= MAX_MESSAGES && JSON.stringify(refs).length <= MAX_REFS_BYTES
    if (fits) return refs
  }
  return []
}

/** Appends and stores a grant for the signer's session. `messages` must not be empty. */
export async function issueGrant(
  tx: LedgerTx,
  row: CaseRow & { claim_no: number },
  signer: PersonSigner,
  messages: MessageRefs,
  reason: string,
): Promise<GrantView> {
  const id = randomUUID()
  const expires = tx.now + LEASE_MS
  tx.append(
    {
      kind: 'grant',
      grant: id,
      purpose: 'USER_REPORT_REVIEW',
      ref: row.id,
      region: row.region,
      who: signer.who,
      session: signer.session,
      messages,
      uses: GRANT_USES,
      notBefore: tx.now,
      expires,
      policy: GRANT_POLICY,
      reason,
      approvals: [],
    },
    { personId: signer.id, caseId: row.id, subject: row.subject, purpose: 'USER_REPORT_REVIEW' },
  )
  await tx.write(
    `INSERT INTO keys.access_grant
       (id, purpose, case_id, claim_no, person_id, session_id, messages, uses_left, not_before, expires_at)
     VALUES ($1, 'USER_REPORT_REVIEW', $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      row.id,
      row.claim_no,
      signer.id,
      signer.session,
      JSON.stringify(messages),
      GRANT_USES,
      new Date(tx.now),
      new Date(expires),
    ],
  )
  return { id, caseId: row.id, messages, uses: GRANT_USES, notBefore: tx.now, expires }
}
