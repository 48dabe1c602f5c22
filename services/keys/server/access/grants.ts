import { randomUUID } from 'node:crypto'
import { toRefs, windowAround } from '#domain/conversation'
import type { GrantView } from '#domain/key-request'
import type { MessageRefs, Purpose } from '#domain/ledger-entry'
import { decodeManifest } from '#domain/manifest'
import type { Region } from '#domain/region'
import { MAX_MESSAGES } from '#domain/report'
import { LEASE_MS } from '#domain/review-case'
import { parseSeqs } from '#domain/seq-range'
import type { LedgerTx } from '#services/ledger/append'
import type { PersonSigner } from '../people/request-signer'
import type { CaseRow } from '../reports/case-row'

/** How often the keys of one grant may be asked for: reloading a page is one more. Renewing gives a new grant. */
export const GRANT_USES = 100
/** Code of the policy that sets windows, uses and times, until policies are edited. */
export const GRANT_POLICY = 'review-1'
/** Room in a ledger entry of 65,535 bytes for everything but the references. */
export const MAX_REFS_BYTES = 60_000

export type AdoptedReport = {
  id: string
  dek: string
  manifest: Buffer
  reporter: string
  subject: string
  /** Positions that have lost their keys: nobody can be granted them. */
  destroyed: string | null
}

/** The reports of a case that no decision has dealt with and that still have keys, newest first. */
export async function readOpenReports(tx: LedgerTx, caseId: string): Promise<AdoptedReport[]> {
  return tx.query<AdoptedReport>(
    `SELECT id, dek, manifest, reporter, subject, destroyed FROM keys.report
     WHERE case_id = $1 AND decision_id IS NULL AND shredded_at IS NULL ORDER BY adopted_at DESC, id`,
    [caseId],
  )
}

/**
 * What a claim may read: of each report the messages that it reports, `around` of its own messages on either side, and
 * its reporter's note. When that is more than one grant can list, the oldest reports are left out.
 */
export function windowOf(reports: readonly AdoptedReport[], around: number): MessageRefs {
  const listed = reports.map((report) => {
    const { messages } = decodeManifest(report.manifest)
    const gone = new Set(report.destroyed === null ? [] : parseSeqs(report.destroyed))
    return messages.map(({ seq, id, at, reported, kind }) => ({
      gone: gone.has(seq),
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
    const refs = toRefs([...inside, ...notes].filter((message) => !message.gone))
    const fits = inside.length + notes.length <= MAX_MESSAGES && JSON.stringify(refs).length <= MAX_REFS_BYTES
    if (fits) return refs
  }
  return []
}

export type NewGrant = {
  purpose: Purpose
  ref: string
  region: Region
  /** One of a claim names both; one that was approved names its request, and a case when it is about one. */
  caseId: string | null
  claimNo: number | null
  accessId: string | null
  /** Must not be empty. */
  messages: MessageRefs
  uses: number
  /** Milliseconds since 1970. */
  expires: number
  policy: string
  reason: string
  /** Pseudonyms of those who approved. */
  approvals: string[]
  subject?: string
}

/** Appends and stores a grant for the signer's session, usable from now on. @returns its id. */
export async function storeGrant(tx: LedgerTx, signer: PersonSigner, grant: NewGrant): Promise<string> {
  const id = randomUUID()
  const { purpose, ref, region, caseId, accessId, messages, uses, expires, policy, reason, approvals } = grant
  tx.append(
    {
      ...{ kind: 'grant', grant: id, purpose, ref, region, who: signer.who, session: signer.session },
      ...{ messages, uses, notBefore: tx.now, expires, policy, reason, approvals },
      ...(accessId === null ? {} : { access: accessId }),
    },
    {
      ...{ personId: signer.id, purpose },
      ...(caseId === null ? {} : { caseId }),
      ...(grant.subject === undefined ? {} : { subject: grant.subject }),
    },
  )
  await tx.write(
    `INSERT INTO keys.access_grant
       (id, purpose, case_id, claim_no, access_id, person_id, session_id, messages, uses_left, not_before, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[id, purpose, caseId, grant.claimNo, accessId, signer.id, signer.session],
      ...[JSON.stringify(messages), uses, new Date(tx.now), new Date(expires)],
    ],
  )
  return id
}

/** What a claim gives for the signer's session. `messages` must not be empty. */
export async function issueGrant(
  tx: LedgerTx,
  row: CaseRow & { claim_no: number },
  signer: PersonSigner,
  messages: MessageRefs,
  reason: string,
): Promise<GrantView> {
  const expires = tx.now + LEASE_MS
  const id = await storeGrant(tx, signer, {
    ...{ purpose: 'USER_REPORT_REVIEW', ref: row.id, region: row.region, caseId: row.id },
    ...{ claimNo: row.claim_no, accessId: null, messages, uses: GRANT_USES, expires, policy: GRANT_POLICY },
    ...{ reason, approvals: [], subject: row.subject },
  })
  return { id, caseId: row.id, messages, uses: GRANT_USES, notBefore: tx.now, expires }
}
