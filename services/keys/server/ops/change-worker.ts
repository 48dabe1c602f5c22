import { fromBase64Url } from '#domain/bytes'
import type { WorkerScope } from '#domain/identity-requests'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type Refusal, refuse } from '../operation'
import type { PersonSigner } from '../people/request-signer'
import { appendWorker, endWorkerKeys, holdWorkerKey, isSpentKey } from '../people/worker-row'

type Changed = { entry: Appended; holds: boolean }
type Worker = { name: string; key: Uint8Array; scopes: WorkerScope[] }

/** A second signature later than this begins anew. */
const PROPOSED_MS = 24 * 60 * 60_000

/**
 * Adds a worker, or gives it another key or more scopes: a worker reads what people report, so one person alone would
 * give themselves access. An admin signs, then another admin or a lead signs the very same, and it holds at once. Taking
 * scopes away, or the worker, takes one of them.
 */
export const changeWorker: Operation<'change-worker', Changed> = {
  op: 'change-worker',
  by: 'person',
  role: ['admin', 'safety_lead'],
  most: 1,
  ref: (request) => `worker:${request.worker}`,
  run: async (tx, calls) => [await change(tx, calls[0]!.request, calls[0]!.signer as PersonSigner)],
  answer: ({ entry, holds }, request, after) => ({
    ...committedAnswer(entry, after),
    worker: request.worker,
    holds,
  }),
}

async function change(
  tx: LedgerTx,
  request: RequestOf<'change-worker'>,
  signer: PersonSigner,
): Promise<Changed | Refusal> {
  const scopes = [...new Set(request.scopes)].sort()
  const worker: Worker = { name: request.worker, key: fromBase64Url(request.key), scopes }
  if (scopes.length === 0) {
    const ended = await endWorkerKeys(tx, worker.name, null, tx.now)
    const dropped = await dropProposal(tx, worker.name)
    if (ended === 0 && dropped === 0) return refuse('not_found', 'no_worker')
    return { entry: appendWorker(tx, 'removed', signer, worker), holds: true }
  }
  if (await isSpentKey(tx, worker.name, worker.key)) return refuse('conflict', 'key_in_use')
  if (!(await isLess(tx, worker)) && !(await isProposed(tx, worker, signer))) {
    if (!signer.roles.includes('admin')) return refuse('forbidden', 'role_missing')
    await propose(tx, worker, signer)
    return { entry: appendWorker(tx, 'proposed', signer, worker), holds: false }
  }
  await dropProposal(tx, worker.name)
  await endWorkerKeys(tx, worker.name, worker.key, tx.now)
  await holdWorkerKey(tx, worker)
  return { entry: appendWorker(tx, 'added', signer, worker), holds: true }
}

/** True when this key is the worker's present one and may do all of that already. */
async function isLess(tx: LedgerTx, { name, key, scopes }: Worker): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM keys.worker_identity WHERE name = $1 AND public_key = $2 AND until IS NULL AND scopes @> $3::text[]',
    [name, Buffer.from(key), scopes],
  )
  return rows.length > 0
}

/** True when another admin, who still is one, has signed exactly this. */
async function isProposed(
  tx: LedgerTx,
  { name, key, scopes }: Worker,
  signer: PersonSigner,
): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM keys.worker_proposal w JOIN keys.person p ON p.id = w.proposed_by
     WHERE w.name = $1 AND w.public_key = $2 AND w.scopes = $3::text[] AND w.at > $4 AND w.proposed_by <> $5
       AND p.active AND p.frozen_at IS NULL AND 'admin' = ANY(p.roles) FOR UPDATE OF w`,
    [name, Buffer.from(key), scopes, new Date(tx.now - PROPOSED_MS), signer.id],
  )
  return rows.length > 0
}

async function propose(tx: LedgerTx, { name, key, scopes }: Worker, signer: PersonSigner): Promise<void> {
  await tx.write(
    `INSERT INTO keys.worker_proposal (name, public_key, scopes, proposed_by, at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET public_key = $2, scopes = $3, proposed_by = $4, at = $5`,
    [name, Buffer.from(key), scopes, signer.id, new Date(tx.now)],
  )
}

function dropProposal(tx: LedgerTx, name: string): Promise<number> {
  return tx.write('DELETE FROM keys.worker_proposal WHERE name = $1', [name])
}
