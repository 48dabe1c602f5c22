import { fromBase64Url } from '#domain/bytes'
import type { WorkerScope } from '#domain/identity-requests'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import type { LedgerTx } from '#services/ledger/append'
import { pseudonymOf, workerPseudonym } from './pseudonym'

/** Who signed a request, as the key service's own tables say inside the transaction. */
export type PersonSigner = {
  kind: 'person'
  /** Person id. */
  id: string
  session: string
  who: string
  roles: Role[]
  regions: Region[]
  active: boolean
  expiresAt: number
  revoked: boolean
}
export type WorkerSigner = {
  kind: 'worker'
  id: string
  session: string
  who: string
  name: string
  /** The raw key that signed. */
  key: Uint8Array
  scopes: WorkerScope[]
  /** True when the key is no longer good: a rotation's old one, or a removed worker's. */
  ended: boolean
}
export type Signer = PersonSigner | WorkerSigner

export const WORKER_PREFIX = 'worker:'

type Row = {
  id: string
  person_id: string
  expires_at: Date
  revoked_at: Date | null
  roles: Role[]
  regions: Region[]
  active: boolean
  salt: Buffer
}

/** Who signed a call: a session id, or `worker:<name>` with the key that signed, base64url. */
export type SignedBy = { signer: string; workerKey?: string }

/** A worker may sign with two keys while it rotates: both have a place of their own. */
export function signerKey({ signer, workerKey }: SignedBy): string {
  return workerKey === undefined ? signer : `${signer}#${workerKey}`
}

/**
 * Session and person, or worker and key, of each signer, share-locked until the entry is committed: a revocation
 * comes before or after, never in between.
 */
export async function loadSigners(tx: LedgerTx, calls: readonly SignedBy[]): Promise<Map<string, Signer>> {
  const signers = new Map<string, Signer>()
  const sessions = new Set<string>()
  const workers = new Map<string, { name: string; key: Uint8Array }>()
  for (const call of calls) {
    if (!call.signer.startsWith(WORKER_PREFIX)) sessions.add(call.signer)
    else if (call.workerKey !== undefined)
      workers.set(signerKey(call), {
        name: call.signer.slice(WORKER_PREFIX.length),
        key: fromBase64Url(call.workerKey),
      })
  }
  for (const [id, worker] of workers) {
    const signer = await loadWorker(tx, worker)
    if (signer) signers.set(id, signer)
  }
  if (sessions.size === 0) return signers
  const rows = await tx.query<Row>(
    `SELECT s.id, s.person_id, s.expires_at, s.revoked_at, p.roles, p.regions, p.salt,
       p.active AND p.frozen_at IS NULL AS active
     FROM keys.session s JOIN keys.person p ON p.id = s.person_id
     WHERE s.id = ANY($1::uuid[]) FOR SHARE`,
    [[...sessions]],
  )
  for (const row of rows)
    signers.set(row.id, {
      kind: 'person',
      id: row.person_id,
      session: row.id,
      who: pseudonymOf(row.salt, row.person_id),
      roles: row.roles,
      regions: row.regions,
      active: row.active,
      expiresAt: row.expires_at.getTime(),
      revoked: row.revoked_at !== null,
    })
  return signers
}

async function loadWorker(
  tx: LedgerTx,
  { name, key }: { name: string; key: Uint8Array },
): Promise<WorkerSigner | undefined> {
  const [row] = await tx.query<{ scopes: WorkerScope[]; ended: boolean }>(
    `SELECT scopes, until IS NOT NULL AND until <= $3 AS ended FROM keys.worker_identity
     WHERE name = $1 AND public_key = $2 FOR SHARE`,
    [name, Buffer.from(key), new Date(tx.now)],
  )
  if (!row) return undefined
  const who = workerPseudonym(name)
  return { kind: 'worker', id: who, session: who, who, name, key, scopes: row.scopes, ended: row.ended }
}
