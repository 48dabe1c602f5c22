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
export type WorkerSigner = { kind: 'worker'; id: string; session: string; who: string }
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

/**
 * Session and person of each signer, share-locked until the entry is committed: a revocation comes before or
 * after, never in between. Workers were known by their key when the signature was checked.
 */
export async function loadSigners(tx: LedgerTx, ids: readonly string[]): Promise<Map<string, Signer>> {
  const signers = new Map<string, Signer>()
  const sessions = new Set<string>()
  for (const id of ids) {
    if (!id.startsWith(WORKER_PREFIX)) sessions.add(id)
    else {
      const who = workerPseudonym(id.slice(WORKER_PREFIX.length))
      signers.set(id, { kind: 'worker', id: who, session: who, who })
    }
  }
  if (sessions.size === 0) return signers
  const rows = await tx.query<Row>(
    `SELECT s.id, s.person_id, s.expires_at, s.revoked_at, p.roles, p.regions, p.active, p.salt
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
