import { randomBytes, randomUUID } from 'node:crypto'
import {
  ACCESS_LAPSES_MS,
  ACCESS_RULES,
  type AccessScope,
  type AccessView,
  accessScopeInput,
  ERASE_PURPOSES,
} from '#domain/access-rules'
import { toBase64Url } from '#domain/bytes'
import type { RequestOf } from '#domain/key-request'
import type { Region } from '#domain/region'
import { WINDOW_SELF } from '#domain/review-case'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import { hasConflict, hasWorkedOn } from '../access/conflict'
import { findAccess, viewsOf } from '../access/request-row'
import { coverOf } from '../access/scope'
import { committedAnswer } from '../ledger/committed-answer'
import { isRefusal, type Operation, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { type CaseRow, lockCase, lockHeldCase } from '../reports/case-row'

/** Code of the table of purposes that sets approvers, minutes and uses. */
export const ACCESS_POLICY = 'access-1'
type Asked = { entry: Appended; view: AccessView }

/** Asks for access that needs others: the messages are worked out here and now, and are what gets approved. */
export const requestAccess: Operation<'request-access', Asked> = {
  op: 'request-access',
  by: 'person',
  most: 1,
  ref: (request) => request.ref,
  run: async (tx, calls) => [await ask(tx, calls[0]!.request, calls[0]!.signer as PersonSigner)],
  answer: ({ entry, view }, _request, after) => ({ ...committedAnswer(entry, after), view }),
}

async function ask(
  tx: LedgerTx,
  request: RequestOf<'request-access'>,
  signer: PersonSigner,
): Promise<Asked | Refusal> {
  const { act, purpose, scope, ref, reason } = request
  const rule = ACCESS_RULES[purpose]
  if (!rule.askedBy.some((role) => signer.roles.includes(role))) return refuse('forbidden', 'role_missing')
  if (!rule.scopes.includes(scope.kind)) return refuse('forbidden', 'wrong_scope')
  if (act === 'erase' && !ERASE_PURPOSES.includes(purpose)) return refuse('forbidden', 'not_erasable')
  const place = await placeOf(tx, request, signer)
  if (isRefusal(place)) return place
  const covered = await coverOf(tx, scope, act)
  if (isRefusal(covered)) return covered
  const deks = covered.messages.map(([dek]) => dek)
  if (await hasConflict(tx, signer.id, { deks })) return refuse('forbidden', 'conflict_of_interest')

  const id = randomUUID()
  const salt = randomBytes(16)
  const { platform, region, row } = place
  const { approvers, minutes, uses, breakGlass } = rule
  const { messages } = covered
  const entry = tx.append(
    {
      ...{
        kind: 'request',
        access: id,
        act,
        purpose,
        ref,
        region,
        messages,
        uses,
        minutes,
        reason,
        approvers,
      },
      ...{ policy: ACCESS_POLICY, breakGlass, who: signer.who, session: signer.session },
      scope: toBase64Url(sha256(accessScopeInput(salt, scope))),
    },
    {
      ...{ personId: signer.id, purpose },
      ...(row ? { caseId: row.id, subject: row.subject } : {}),
    },
  )
  await tx.write(
    `INSERT INTO keys.access_request
       (id, act, purpose, ref, case_id, platform, region, person_id, session_id, scope, messages, reason, uses,
        minutes, approvers, break_glass, state, created_at, lapses_at, idx, leaf,
        scope_salt)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'waiting', $17, $18, $19, $20,
       $21)`,
    [
      ...[id, act, purpose, ref, row?.id ?? null, platform, region, signer.id, signer.session],
      ...[JSON.stringify(scope), JSON.stringify(messages), reason, uses, minutes, approvers, breakGlass],
      ...[new Date(tx.now), new Date(tx.now + ACCESS_LAPSES_MS), entry.index, Buffer.from(entry.leaf)],
      salt,
    ],
  )
  const [view] = await viewsOf(tx, await findAccess(tx, 'id = $1', [id]))
  return { entry, view: view! }
}

type Place = { platform: string; region: Region; row?: CaseRow }

/** Where the messages are, when this person may ask for them there. */
async function placeOf(
  tx: LedgerTx,
  { purpose, scope }: RequestOf<'request-access'>,
  signer: PersonSigner,
): Promise<Place | Refusal> {
  if (scope.kind === 'identifiers')
    return signer.regions.includes(scope.region)
      ? { platform: scope.platform, region: scope.region }
      : refuse('forbidden', 'wrong_region')
  const row = await caseFor(tx, purpose, scope, signer)
  if (isRefusal(row)) return row
  if (await hasConflict(tx, signer.id, { caseId: row.id })) return refuse('forbidden', 'conflict_of_interest')
  return { platform: row.platform, region: row.region, row }
}

async function caseFor(
  tx: LedgerTx,
  purpose: RequestOf<'request-access'>['purpose'],
  scope: Exclude<AccessScope, { kind: 'identifiers' }>,
  signer: PersonSigner,
): Promise<CaseRow | Refusal> {
  if (purpose === 'USER_REPORT_REVIEW') {
    // What one may widen alone needs nobody's approval; what one does not hold is not one's own.
    if (scope.kind === 'window' && scope.around <= WINDOW_SELF) return refuse('invalid', 'widen_yourself')
    return lockHeldCase(tx, scope.caseId, signer)
  }
  const row = await lockCase(tx, scope.caseId)
  if (!row) return refuse('not_found', 'not_adopted')
  if (!signer.regions.includes(row.region)) return refuse('forbidden', 'wrong_region')
  if (ACCESS_RULES[purpose].ofOthers && (await hasWorkedOn(tx, signer.id, row.id)))
    return refuse('forbidden', 'own_work')
  return row
}
