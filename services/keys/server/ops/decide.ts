import { fromBase64Url } from '#domain/bytes'
import { decisionProblem } from '#domain/decision'
import type { RequestOf } from '#domain/key-request'
import { dueAt } from '#domain/retention'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { hasConflict } from '../access/conflict'
import { committedAnswer } from '../ledger/committed-answer'
import { tellFeed } from '../ledger/feed'
import {
  type Call,
  isRefusal,
  type Operation,
  type OperationContext,
  type Refusal,
  refuse,
} from '../operation'
import { endClaim, type HeldCase, lockHeldCase } from '../reports/case-row'
import { openBox, readManifest } from '../reports/sealed-box'

/**
 * Decides a case that one holds: adopts the rationale's keys, appends the decision, ends the claim. Only the
 * reports that the holder was given are decided; one that joined since must be seen first, and one that arrives
 * later stays open.
 */
export const decide: Operation<'decide', { entry: Appended; claim: number }> = {
  op: 'decide',
  by: 'person',
  role: 'moderator',
  most: 1,
  ref: (request) => request.caseId,
  caseId: (request) => request.caseId,
  run: async (tx, calls, context) => [await decideCase(tx, calls[0]!, context)],
  answer: ({ entry, claim }, request, after) => ({
    ...committedAnswer(entry, after),
    caseId: request.caseId,
    decisionId: request.decisionId,
    claim,
  }),
}

async function decideCase(
  tx: LedgerTx,
  { request, signer }: Call<'decide'>,
  context: OperationContext,
): Promise<{ entry: Appended; claim: number } | Refusal> {
  if (decisionProblem(request.policy, request.action)) return refuse('invalid', 'action_without_policy')
  const row = await lockHeldCase(tx, request.caseId, signer)
  if (isRefusal(row)) return row
  if (await hasConflict(tx, row.holder, { caseId: row.id }))
    return refuse('forbidden', 'conflict_of_interest')
  const open = await tx.query<{ id: string }>(
    'SELECT id FROM keys.report WHERE case_id = $1 AND decision_id IS NULL AND shredded_at IS NULL FOR UPDATE',
    [row.id],
  )
  if (open.length === 0) return refuse('conflict', 'already_decided')
  if (open.length !== row.acknowledged) return refuse('conflict', 'reports_joined')
  const opened = openRationale(request, row, context)
  if (isRefusal(opened)) return opened
  const taken = await tx.query(
    'SELECT 1 FROM keys.rationale WHERE decision_id = $1 OR dek = $2 UNION ALL SELECT 1 FROM keys.report WHERE dek = $2',
    [request.decisionId, request.rationale.dek],
  )
  if (taken.length > 0) return refuse('conflict', 'decision_exists')

  await tx.write(
    `INSERT INTO keys.rationale (decision_id, case_id, dek, epoch, wrapped, manifest, created_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      request.decisionId,
      row.id,
      request.rationale.dek,
      opened.epoch,
      opened.wrapped,
      opened.manifest,
      new Date(tx.now),
      new Date(dueAt(opened.retention, tx.now) ?? tx.now),
    ],
  )
  await tx.write('UPDATE keys.report SET decision_id = $2 WHERE id = ANY($1::uuid[])', [
    open.map((report) => report.id),
    request.decisionId,
  ])
  const entry = tx.append(
    {
      kind: 'case.decided',
      case: row.id,
      decision: request.decisionId,
      who: signer.who,
      session: signer.session,
      policy: request.policy,
      action: request.action,
      rationale: { dek: request.rationale.dek, hash: request.rationale.hash },
    },
    { personId: signer.id, caseId: row.id, subject: row.subject },
  )
  await endClaim(tx, row, 'decided')
  await tellFeed(tx, {
    kind: 'case.decided',
    ref: row.id,
    data: { decisionId: request.decisionId, index: entry.index },
  })
  return { entry, claim: row.claim_no }
}

/** The request's own signature stands for the manifest's: both come from the session that decides. */
function openRationale(
  { decisionId, rationale }: RequestOf<'decide'>,
  row: HeldCase,
  context: OperationContext,
): { epoch: string; retention: string; wrapped: Buffer; manifest: Uint8Array } | Refusal {
  let bytes: Uint8Array
  let box: Uint8Array
  try {
    bytes = fromBase64Url(rationale.manifest)
    box = fromBase64Url(rationale.box)
  } catch {
    return refuse('invalid', 'bad_rationale')
  }
  const manifest = readManifest(bytes, rationale.dek, decisionId)
  if (typeof manifest === 'string') return refuse('invalid', 'bad_rationale')
  const [message, ...more] = manifest.messages
  const matches =
    manifest.region === row.region &&
    manifest.platform === row.platform &&
    manifest.conversation === row.conversation &&
    more.length === 0 &&
    message?.kind === 'rationale' &&
    message.hash === rationale.hash
  if (!matches) return refuse('invalid', 'bad_rationale')
  const opened = openBox(context.epochs, manifest, bytes, box)
  if (!opened.ok) return refuse('invalid', 'bad_rationale')
  return { epoch: manifest.epoch, retention: opened.retention, wrapped: opened.wrapped, manifest: bytes }
}
