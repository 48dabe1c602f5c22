import { equalBytes, fromBase64Url } from '#domain/bytes'
import type { RequestOf } from '#domain/key-request'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, type Refusal, refuse } from '../operation'
import type { WorkerSigner } from '../people/request-signer'
import { appendWorker, endWorkerKeys, holdWorkerKey, isSpentKey, OLD_KEY_MS } from '../people/worker-row'

type Rotated = { entry: Appended; oldUntil: number }

/**
 * A worker names its next key with its present one, which stays good for ten minutes, so that a worker that still
 * runs with it loses nothing. Asking again for the key that holds already changes nothing: a lost answer heals.
 */
export const rotateWorker: Operation<'rotate-worker', Rotated> = {
  op: 'rotate-worker',
  by: 'worker',
  most: 1,
  ref: () => 'worker',
  run: async (tx, calls) => [await rotate(tx, calls[0]!.request, calls[0]!.signer as WorkerSigner)],
  answer: ({ entry, oldUntil }, _request, after) => ({ ...committedAnswer(entry, after), oldUntil }),
}

async function rotate(
  tx: LedgerTx,
  request: RequestOf<'rotate-worker'>,
  signer: WorkerSigner,
): Promise<Rotated | Refusal> {
  const { name, scopes } = signer
  const key = fromBase64Url(request.key)
  const [present] = await tx.query<{ public_key: Buffer }>(
    'SELECT public_key FROM keys.worker_identity WHERE name = $1 AND until IS NULL FOR UPDATE',
    [name],
  )
  const oldUntil = tx.now + OLD_KEY_MS
  const worker = { name, key, scopes }
  if (present && equalBytes(present.public_key, key))
    return { entry: appendWorker(tx, 'rotated', signer, worker), oldUntil }
  // The old key of a rotation may finish its work, not choose the next one.
  if (!present || !equalBytes(present.public_key, signer.key)) return refuse('forbidden', 'old_key')
  if (await isSpentKey(tx, name, key)) return refuse('conflict', 'key_in_use')
  await endWorkerKeys(tx, name, key, oldUntil)
  await holdWorkerKey(tx, worker)
  return { entry: appendWorker(tx, 'rotated', signer, worker), oldUntil }
}
