import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { fromRefs } from '#domain/conversation'
import type { ReleaseAnswer } from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import type { Region } from '#domain/region'
import { parseSeqs } from '#domain/seq-range'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import { committedAnswer } from '../committed-answer'
import { type Call, type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import { sealKeys } from '../seal-keys'

type GrantRow = {
  id: string
  purpose: string
  case_id: string
  claim_no: number
  person_id: string
  session_id: string
  messages: MessageRefs
  uses_left: number
  not_before: Date
  expires_at: Date
  revoked_at: Date | null
  region: Region
  subject: string
  case_claim_no: number
  holder: string | null
  lease_until: Date | null
}
type ReportRow = { id: string; case_id: string; dek: string; epoch: string; wrapped: Buffer }
type Prepared = { entry: Appended; reports: ReportRow[] }

/**
 * Hands out keys of messages that a grant of this person and session covers, while the claim is live. The entry is
 * committed first; the keys are sealed to the recipient with its leaf hash as AAD, after COMMIT.
 */
export const release: Operation<'release', Prepared> = {
  op: 'release',
  by: 'person',
  role: 'moderator',
  most: 128,
  ref: (request) => request.grantId,
  run: async (tx, calls, context) => {
    const grants = await lockGrants(
      tx,
      calls.map((call) => call.request.grantId),
    )
    const reports = await readReports(
      tx,
      calls.flatMap((call) => call.request.messages.map(([dek]) => dek)),
    )
    const used = new Map<string, number>()
    const outputs = calls.map((call) => {
      const grant = grants.get(call.request.grantId)
      const output = prepare(tx, call, grant, reports, context)
      if ('entry' in output && grant) {
        grant.uses_left--
        used.set(grant.id, grant.uses_left)
      }
      return output
    })
    if (used.size > 0)
      await tx.write(
        `UPDATE keys.access_grant g SET uses_left = t.uses_left
         FROM unnest($1::uuid[], $2::int[]) AS t (id, uses_left) WHERE g.id = t.id`,
        [[...used.keys()], [...used.values()]],
      )
    return outputs
  },
  answer: ({ entry, reports }, request, after): ReleaseAnswer => ({
    ...committedAnswer(entry, after),
    consistency: after.consistency(request.seen),
    ...sealKeys(
      after.epochs,
      reports.map((report, i) => ({ report, seqs: parseSeqs(request.messages[i]![1]) })),
      { requestId: request.requestId, recipient: fromBase64Url(request.recipient), leaf: entry.leaf },
    ),
  }),
}

/** Grant and case together, locked until the entry is committed. */
async function lockGrants(tx: LedgerTx, ids: string[]): Promise<Map<string, GrantRow>> {
  const rows = await tx.query<GrantRow>(
    `SELECT g.id, g.purpose, g.case_id, g.claim_no, g.person_id, g.session_id, g.messages, g.uses_left, g.not_before,
       g.expires_at, g.revoked_at, c.region, c.subject, c.claim_no AS case_claim_no, c.holder, c.lease_until
     FROM keys.access_grant g JOIN keys.review_case c ON c.id = g.case_id
     WHERE g.id = ANY($1::uuid[]) ORDER BY g.id FOR UPDATE OF g FOR SHARE OF c`,
    [[...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

async function readReports(tx: LedgerTx, deks: string[]): Promise<Map<string, ReportRow>> {
  const rows = await tx.query<ReportRow>(
    'SELECT id, case_id, dek, epoch, wrapped FROM keys.report WHERE dek = ANY($1::text[])',
    [[...new Set(deks)]],
  )
  return new Map(rows.map((row) => [row.dek, row]))
}

function prepare(
  tx: LedgerTx,
  { request, signer }: Call<'release'>,
  grant: GrantRow | undefined,
  reports: ReadonlyMap<string, ReportRow>,
  context: OperationContext,
): Prepared | Refusal {
  if (!grant || signer.kind !== 'person' || grant.person_id !== signer.id)
    return refuse('forbidden', 'no_such_grant')
  if (grant.session_id !== signer.session) return refuse('forbidden', 'other_session')
  if (!signer.regions.includes(grant.region)) return refuse('forbidden', 'wrong_region')
  if (grant.revoked_at) return refuse('forbidden', 'grant_revoked')
  if (grant.not_before.getTime() > tx.now) return refuse('forbidden', 'grant_not_yet')
  if (grant.expires_at.getTime() <= tx.now) return refuse('forbidden', 'grant_expired')
  if (grant.holder !== signer.id || grant.case_claim_no !== grant.claim_no)
    return refuse('forbidden', 'claim_ended')
  if (!grant.lease_until || grant.lease_until.getTime() <= tx.now) return refuse('forbidden', 'lease_expired')
  if (grant.uses_left <= 0) return refuse('forbidden', 'grant_spent')
  if (!covers(grant.messages, request.messages)) return refuse('forbidden', 'not_in_grant')
  if (request.messages.some(([dek]) => reports.get(dek)?.case_id !== grant.case_id))
    return refuse('forbidden', 'not_in_grant')
  const asked = request.messages.map(([dek]) => reports.get(dek)!)
  if (asked.some((report) => !context.epochs.get(report.epoch))) return refuse('forbidden', 'keys_destroyed')
  const entry = tx.append(
    {
      kind: 'release',
      request: request.requestId,
      grant: grant.id,
      case: grant.case_id,
      region: grant.region,
      who: signer.who,
      session: signer.session,
      messages: request.messages,
      recipient: toBase64Url(sha256(fromBase64Url(request.recipient))),
    },
    { personId: signer.id, caseId: grant.case_id, subject: grant.subject, purpose: grant.purpose },
  )
  return { entry, reports: asked }
}

/** True when the request's references are canonical and each names a message of the grant. */
function covers(granted: MessageRefs, asked: MessageRefs): boolean {
  const allowed = new Map(granted)
  try {
    fromRefs(asked)
    return asked.every(([dek, seqs]) => {
      const range = allowed.get(dek)
      if (range === undefined) return false
      if (range === seqs) return true
      const inside = new Set(parseSeqs(range))
      return parseSeqs(seqs).every((seq) => inside.has(seq))
    })
  } catch {
    return false
  }
}
