import { type KeyObject, verify } from 'node:crypto'
import type { Pool } from 'pg'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { p256PublicFromRaw } from '#lib/hpke'
import { WORKER_PREFIX } from './signer'

const MOST_CACHED = 20_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Public keys of those who may sign. A session's key never changes, so it is kept; whether the session still lives
 * is asked inside each transaction.
 */
export class SignerKeys {
  private readonly workers: ReadonlyMap<string, KeyObject>
  private readonly sessions = new Map<string, KeyObject>()
  private readonly pool: Pool

  /** @param workers name and raw Ed25519 key of each pinned worker. */
  constructor(pool: Pool, workers: readonly { name: string; publicKey: Uint8Array }[]) {
    this.pool = pool
    this.workers = new Map(workers.map(({ name, publicKey }) => [name, publicKeyFromRaw(publicKey)]))
  }

  /** @returns true when that signer's key signed these bytes; undefined when there is no such signer. */
  async verify(signer: string, message: Uint8Array, signature: Uint8Array): Promise<boolean | undefined> {
    if (signer.startsWith(WORKER_PREFIX)) {
      const key = this.workers.get(signer.slice(WORKER_PREFIX.length))
      return key && verifyEd25519(key, message, signature)
    }
    const key = await this.sessionKey(signer)
    // ieee-p1363: r ‖ s, 64 bytes, as WebCrypto signs.
    return key && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
  }

  private async sessionKey(id: string): Promise<KeyObject | undefined> {
    const cached = this.sessions.get(id)
    if (cached || !UUID.test(id)) return cached
    const { rows } = await this.pool.query<{ public_key: Buffer }>(
      'SELECT public_key FROM keys.session WHERE id = $1',
      [id],
    )
    if (!rows[0]) return undefined
    const key = p256PublicFromRaw(rows[0].public_key)
    if (this.sessions.size >= MOST_CACHED) this.sessions.delete(this.sessions.keys().next().value!)
    this.sessions.set(id, key)
    return key
  }
}
