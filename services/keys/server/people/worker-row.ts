import { toBase64Url } from '#domain/bytes'
import type { WorkerScope } from '#domain/identity-requests'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import type { Author } from './identity-row'
import { workerPseudonym } from './pseudonym'

/** How long the old key of a rotation is good beside the new one. */
export const OLD_KEY_MS = 10 * 60_000

/** @param id the person who signed, when it was one. */
export function appendWorker(
  tx: LedgerTx,
  act: 'proposed' | 'added' | 'rotated' | 'removed',
  author: Author & { id: string },
  worker: { name: string; key: Uint8Array; scopes: WorkerScope[] },
): Appended {
  const { who, session, id } = author
  return tx.append(
    {
      ...{ kind: 'worker.changed', act, who, session, worker: workerPseudonym(worker.name) },
      ...{ key: toBase64Url(sha256(worker.key)), scopes: worker.scopes },
    },
    { personId: id },
  )
}

/** Ends the keys of a worker that still run, but this one, at that time. */
export async function endWorkerKeys(
  tx: LedgerTx,
  name: string,
  except: Uint8Array | null,
  at: number,
): Promise<number> {
  return tx.write(
    `UPDATE keys.worker_identity SET until = $3
     WHERE name = $1 AND ($2::bytea IS NULL OR public_key <> $2) AND (until IS NULL OR until > $3)`,
    [name, except && Buffer.from(except), new Date(at)],
  )
}

/** Makes a key the worker's present one. */
export async function holdWorkerKey(
  tx: LedgerTx,
  worker: { name: string; key: Uint8Array; scopes: WorkerScope[] },
): Promise<void> {
  await tx.write(
    `INSERT INTO keys.worker_identity (name, public_key, scopes, since) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name, public_key) DO UPDATE SET scopes = $3, until = NULL`,
    [worker.name, Buffer.from(worker.key), worker.scopes, new Date(tx.now)],
  )
}

/** True when the key is, or was, another worker's or of this one's past: no key comes back. */
export async function isSpentKey(tx: LedgerTx, name: string, key: Uint8Array): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM keys.worker_identity WHERE public_key = $2 AND (name <> $1 OR until IS NOT NULL)',
    [name, Buffer.from(key)],
  )
  return rows.length > 0
}
