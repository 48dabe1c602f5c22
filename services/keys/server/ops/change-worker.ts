import { fromBase64Url } from '#domain/bytes'
import type { Appended } from '#services/ledger/append'
import { committedAnswer } from '../committed-answer'
import { type Operation, refuse } from '../operation'
import type { PersonSigner } from '../signer'
import { appendWorker, endWorkerKeys, holdWorkerKey, isSpentKey } from '../worker-row'

/** Adds a worker, changes what it may ask, puts another key in its place at once, or removes it. */
export const changeWorker: Operation<'change-worker', { entry: Appended }> = {
  op: 'change-worker',
  by: 'person',
  role: 'admin',
  most: 1,
  ref: (request) => `worker:${request.worker}`,
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const worker = {
      name: request.worker,
      key: fromBase64Url(request.key),
      scopes: [...new Set(request.scopes)],
    }
    const author = signer as PersonSigner
    if (worker.scopes.length === 0) {
      const ended = await endWorkerKeys(tx, worker.name, null, tx.now)
      if (ended === 0) return [refuse('not_found', 'no_worker')]
      return [{ entry: appendWorker(tx, 'removed', author, worker) }]
    }
    if (await isSpentKey(tx, worker.name, worker.key)) return [refuse('conflict', 'key_in_use')]
    await endWorkerKeys(tx, worker.name, worker.key, tx.now)
    await holdWorkerKey(tx, worker)
    return [{ entry: appendWorker(tx, 'added', author, worker) }]
  },
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), worker: request.worker }),
}
