import { type KeyObject, verify } from 'node:crypto'
import type { Pool } from 'pg'
import { toBase64Url } from '#domain/bytes'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import { p256PublicFromRaw } from '#lib/hpke'
import { WORKER_PREFIX } from './request-signer'

const MOST_CACHED = 20_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** `workerKey`: which of a worker's keys signed, base64url; undefined for sessions. */
export type Verified = { workerKey?: string }
type WorkerKeys = { raw: string; key: KeyObject }[]

/**
 * Public keys of those who may sign. What a key is does not change, so it is kept; whether the session lives or the
 * worker's key still holds is asked inside each transaction.
 */
export class SignerKeys {
  private readonly workers = new Map<string, WorkerKeys>()
  private readonly sessions = new Map<string, KeyObject>()
  private readonly pool: Pool

  constructor(pool: Pool) {
    this.pool = pool
  }

  /** @returns who signed these bytes, false when another key did, undefined when there is no such signer. */
  async verify(
    signer: string,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<Verified | false | undefined> {
    if (signer.startsWith(WORKER_PREFIX))
      return this.verifyWorker(signer.slice(WORKER_PREFIX.length), message, signature)
    const key = await this.sessionKey(signer)
    return key && ((await verifySession(key, message, signature)) ? {} : false)
  }

  /** A key that has ended is known here too: whoever uses it is refused by name, in an entry. */
  private async verifyWorker(
    name: string,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<Verified | false | undefined> {
    const signed = (keys: WorkerKeys) => keys.find(({ key }) => verifyEd25519(key, message, signature))
    const cached = signed(this.workers.get(name) ?? [])
    if (cached) return { workerKey: cached.raw }
    const { rows } = await this.pool.query<{ public_key: Buffer }>(
      'SELECT public_key FROM keys.worker_identity WHERE name = $1 ORDER BY until DESC NULLS FIRST LIMIT 20',
      [name],
    )
    if (rows.length === 0) return undefined
    const keys = rows.map((row) => ({
      raw: toBase64Url(row.public_key),
      key: publicKeyFromRaw(row.public_key),
    }))
    this.workers.set(name, keys)
    const found = signed(keys)
    return found ? { workerKey: found.raw } : false
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

/**
 * In the thread pool: an ECDSA check takes a sixth of what a release costs, and requests arrive while the answers of the
 * last commit are being made. @param signature r ‖ s, 64 bytes, as WebCrypto signs (ieee-p1363).
 */
function verifySession(key: KeyObject, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature, (error, valid) =>
      error ? reject(error) : resolve(valid),
    )
  })
}
