import { ACCESS_RULES, BREAK_GLASS_REVIEW_MS, type OwnGrant } from '#domain/access-rules'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { standingApprovals } from '../access/approvals'
import { hasWorkedOn } from '../access/conflict'
import { storeGrant } from '../access/grants'
import { ownGrants } from '../access/own-grants'
import { type AccessRow, conflictsWith, lockAccess, setState } from '../access/request-row'
import { committedAnswer } from '../ledger/committed-answer'
import { isRefusal, type Operation, type Refusal, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'
import type { PersonSigner } from '../people/request-signer'
import { lockHeldCase } from '../reports/case-row'
import { ACCESS_POLICY } from './request-access'

type TakenUp = { entry: Appended; grant: OwnGrant }
type Left = { id: string; session_id: string; uses_left: number; expires_at: Date }

/**
 * Turns an approved request into a grant, once, for the session that asks. After signing in again it may be taken up
 * anew: what is left moves to the new session, and the old grant ends.
 */
export const takeUp: Operation<'take-up', TakenUp> = {
  op: 'take-up',
  by: 'person',
  most: 1,
  ref: (request) => request.accessId,
  run: async (tx, calls) => [await take(tx, calls[0]!.request.accessId, calls[0]!.signer as PersonSigner)],
  answer: ({ entry, grant }, request, after) => ({
    ...committedAnswer(entry, after),
    accessId: request.accessId,
    grant,
  }),
}

async function take(tx: LedgerTx, accessId: string, signer: PersonSigner): Promise<TakenUp | Refusal> {
  const row = await lockAccess(tx, accessId)
  if (!row || row.person_id !== signer.id) return refuse('not_found', 'no_such_request')
  if (row.act === 'erase') return refuse('conflict', 'use_shred')
  const rule = ACCESS_RULES[row.purpose]
  if (!rule.askedBy.some((role) => signer.roles.includes(role))) return refuse('forbidden', 'role_missing')
  if (!signer.regions.includes(row.region)) return refuse('forbidden', 'wrong_region')
  if (row.state !== 'approved' && row.state !== 'taken_up') return refuse('conflict', `access_${row.state}`)
  if (await conflictsWith(tx, signer.id, row)) return refuse('forbidden', 'conflict_of_interest')
  // Asked again: a case may have been held, and decided, since the request.
  if (rule.ofOthers && row.case_id !== null && (await hasWorkedOn(tx, signer.id, row.case_id)))
    return refuse('forbidden', 'own_work')
  const claim = row.purpose === 'USER_REPORT_REVIEW' ? await lockHeldCase(tx, row.case_id!, signer) : null
  if (claim && isRefusal(claim)) return claim
  const approvals = await standingApprovals(tx, row)
  if (approvals.length < row.approvers) return refuse('conflict', 'approval_withdrawn')
  const left = row.state === 'taken_up' ? await whatIsLeft(tx, row, signer) : undefined
  if (left && isRefusal(left)) return left
  if (left) await endGrant(tx, left.id, signer.who)

  const at = tx.appended.length
  const id = await storeGrant(tx, signer, {
    ...{ purpose: row.purpose, ref: row.ref, region: row.region, caseId: row.case_id },
    ...{ claimNo: claim?.claim_no ?? null, accessId: row.id, messages: row.messages },
    ...{
      uses: left?.uses_left ?? row.uses,
      expires: left?.expires_at.getTime() ?? tx.now + row.minutes * 60_000,
    },
    ...{ policy: ACCESS_POLICY, reason: row.reason },
    approvals: approvals.map((person) => pseudonymOf(person.salt, person.id)),
  })
  if (!left) {
    await setState(tx, row.id, 'taken_up')
    if (row.break_glass)
      await tx.write('UPDATE keys.access_request SET review_due = $2 WHERE id = $1', [
        row.id,
        new Date(tx.now + BREAK_GLASS_REVIEW_MS),
      ])
  }
  const [grant] = await ownGrants(tx, signer, id)
  return { entry: tx.appended[at]!, grant: grant! }
}

async function whatIsLeft(tx: LedgerTx, row: AccessRow, signer: PersonSigner): Promise<Left | Refusal> {
  const [left] = await tx.query<Left>(
    `SELECT id, session_id, uses_left, expires_at FROM keys.access_grant
     WHERE access_id = $1 AND revoked_at IS NULL FOR UPDATE`,
    [row.id],
  )
  if (!left || left.expires_at.getTime() <= tx.now) return refuse('conflict', 'grant_expired')
  if (left.uses_left <= 0) return refuse('conflict', 'grant_spent')
  if (left.session_id === signer.session) return refuse('conflict', 'already_taken_up')
  return left
}

async function endGrant(tx: LedgerTx, id: string, who: string): Promise<void> {
  tx.append({ kind: 'revoke', grant: id, who, code: 'rebound' })
  await tx.write('UPDATE keys.access_grant SET revoked_at = $2 WHERE id = $1', [id, new Date(tx.now)])
}
