import { ACCESS_RULES } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { fromRefs } from '#domain/conversation'
import type { KeyRefusal } from '#domain/key-refusal'
import type { ReleaseAnswer } from '#domain/key-request'
import type { MessageRefs, Purpose } from '#domain/ledger-entry'
import type { Region } from '#domain/region'
import { parseSeqs } from '#domain/seq-range'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import { hasConflict } from '../access/conflict'
import { keysGone } from '../deletion/keys-gone'
import { committedAnswer } from '../ledger/committed-answer'
import { type Call, type Operation, type OperationContext, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { sealKeys } from '../reports/seal-keys'

type GrantRow = {
  id: string
  purpose: Purpose
  /** NULL where what was approved may lie in several cases. */
  case_id: string | null
  /** NULL where the grant was approved and is no claim's. */
  claim_no: number | null
  person_id: string
  session_id: string
  messages: MessageRefs
  uses_left: number
  not_before: Date
  expires_at: Date
  revoked_at: Date | null
  region: Region
  case_claim_no: number | null
  holder: string | null
  lease_until: Date | null
  /** Whether this person has declared relations at all, and whether one is with a party of what is asked for. */
  has_relations: boolean
  conflict?: boolean
}
type ReportRow = {
  id: string
  case_id: string
  subject: string
  dek: string
  epoch: string
  wrapped: Buffer | null
  destroyed: string | null
}
type Prepared = { entry: Appended; reports: ReportRow[] }

/**
 * Hands out keys of messages that a grant of this person and session covers, while the grant is, and its claim where it
 * has one. One request is about one case. The entry is committed first; the keys are sealed to the recipient with its leaf hash as AAD, after COMMIT.
 */
export const release: Operation<'release', Prepared> = {
  op: 'release',
  by: 'person',
  role: [...new Set(Object.values(ACCESS_RULES).flatMap((rule) => rule.askedBy))],
  most: 128,
  ref: (request) => request.grantId,
  run: async (tx, calls, context) => {
    const [grants, reports] = await Promise.all([
      lockGrants(
        tx,
        calls.map((call) => call.request.grantId),
      ),
      readReports(
        tx,
        calls.flatMap((call) => call.request.messages.map(([dek]) => dek)),
      ),
    ])
    await findConflicts(tx, calls, grants, reports)
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

const GRANT = `g.id, g.purpose, g.case_id, g.claim_no, g.person_id, g.session_id, g.messages, g.uses_left,
  g.not_before, g.expires_at, g.revoked_at,
  EXISTS (SELECT 1 FROM keys.relation x WHERE x.person_id = g.person_id AND x.withdrawn_at IS NULL) AS has_relations`

/** Grants, with their case where they have one, locked until the entry is committed: first these, then those. */
async function lockGrants(tx: LedgerTx, asked: string[]): Promise<Map<string, GrantRow>> {
  const ids = [...new Set(asked)]
  const rows = await tx.query<GrantRow>(
    `SELECT ${GRANT}, c.region, c.claim_no AS case_claim_no, c.holder, c.lease_until
     FROM keys.access_grant g JOIN keys.review_case c ON c.id = g.case_id
     WHERE g.id = ANY($1::uuid[]) ORDER BY g.id FOR UPDATE OF g FOR SHARE OF c`,
    [ids],
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  const others = ids.filter((id) => !found.has(id))
  if (others.length === 0) return found
  const caseless = await tx.query<GrantRow>(
    `SELECT ${GRANT}, a.region, NULL AS case_claim_no, NULL AS holder, NULL AS lease_until
     FROM keys.access_grant g JOIN keys.access_request a ON a.id = g.access_id
     WHERE g.id = ANY($1::uuid[]) AND g.case_id IS NULL ORDER BY g.id FOR UPDATE OF g`,
    [others],
  )
  for (const row of caseless) found.set(row.id, row)
  return found
}

/** Notes on the grant whether its person may have to do with the case. Most have no relation, and nothing is asked. */
async function findConflicts(
  tx: LedgerTx,
  calls: readonly Call<'release'>[],
  grants: ReadonlyMap<string, GrantRow>,
  reports: ReadonlyMap<string, ReportRow>,
): Promise<void> {
  for (const { request } of calls) {
    const grant = grants.get(request.grantId)
    const report = reports.get(request.messages[0]![0])
    if (grant?.has_relations && report && !grant.conflict)
      grant.conflict = await hasConflict(tx, grant.person_id, { caseId: report.case_id })
  }
}

async function readReports(tx: LedgerTx, deks: string[]): Promise<Map<string, ReportRow>> {
  const rows = await tx.query<ReportRow>(
    `SELECT r.id, r.case_id, c.subject, r.dek, r.epoch, r.wrapped, r.destroyed
     FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id WHERE r.dek = ANY($1::text[])`,
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
  const problem = grantProblem(grant, signer, tx.now)
  if (problem) return refuse('forbidden', problem)
  if (!covers(grant.messages, request.messages)) return refuse('forbidden', 'not_in_grant')
  const first = reports.get(request.messages[0]![0])
  const caseId = grant.case_id ?? first?.case_id
  if (!first || request.messages.some(([dek]) => reports.get(dek)?.case_id !== caseId))
    return refuse('forbidden', 'not_in_grant')
  const asked = request.messages.map(([dek]) => reports.get(dek)!)
  if (asked.some((report, i) => keysGone(context.epochs, report, parseSeqs(request.messages[i]![1]))))
    return refuse('forbidden', 'keys_destroyed')
  const entry = tx.append(
    {
      kind: 'release',
      request: request.requestId,
      grant: grant.id,
      case: first.case_id,
      region: grant.region,
      who: signer.who,
      session: signer.session,
      messages: request.messages,
      recipient: toBase64Url(sha256(fromBase64Url(request.recipient))),
    },
    { personId: signer.id, caseId: first.case_id, subject: first.subject, purpose: grant.purpose },
  )
  return { entry, reports: asked }
}

/** Why the grant gives nothing now, whatever is asked for; undefined when it may. */
function grantProblem(grant: GrantRow, signer: PersonSigner, now: number): KeyRefusal | undefined {
  if (grant.session_id !== signer.session) return 'other_session'
  if (!ACCESS_RULES[grant.purpose].askedBy.some((role) => signer.roles.includes(role))) return 'role_missing'
  if (!signer.regions.includes(grant.region)) return 'wrong_region'
  if (grant.revoked_at) return 'grant_revoked'
  if (grant.not_before.getTime() > now) return 'grant_not_yet'
  if (grant.expires_at.getTime() <= now) return 'grant_expired'
  if (grant.claim_no !== null) {
    if (grant.holder !== signer.id || grant.case_claim_no !== grant.claim_no) return 'claim_ended'
    if (!grant.lease_until || grant.lease_until.getTime() <= now) return 'lease_expired'
  }
  if (grant.uses_left <= 0) return 'grant_spent'
  return grant.conflict ? 'conflict_of_interest' : undefined
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
