import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import { FRANKING_BYTES, frankingKeyInfo } from '#domain/franking'
import { HPKE_ENC_BYTES, hpkeOpen } from '#lib/hpke'
import type { Log } from '#lib/log'
import { listFrankingKeys } from './data'

/** A retired key stops being believed within this. */
export const FRANKING_REFRESH_MS = 5_000
/** A kid that is not known is asked for again, but not more often than this. */
const FRANKING_RETRY_MS = 500

export type FrankingKeys = {
  /** K_p by kid, of those asked for that this platform has alive. @throws StoreError. */
  of(platform: string, kids: ReadonlySet<string>, nowMs: number): Promise<ReadonlyMap<string, Uint8Array>>
}

type Kept = {
  askedMs: number
  keys: ReadonlyMap<string, Uint8Array>
  /** The same rows in base64: opening one costs an ECDH. */
  sealed: ReadonlyMap<string, string>
}

/**
 * Platforms' franking keys, opened with intake's own key and kept in memory. Rows come from a table that the console
 * writes: each is bound to its platform and kid, and one that does not open is left out, so that what it would have
 * verified stays unverified.
 *
 * @param recipient P-256 private key; without one no key can have been entered.
 */
export function createFrankingKeys(pool: Pool, recipient: KeyObject | undefined, log: Log): FrankingKeys {
  const platforms = new Map<string, Kept>()
  const asking = new Map<string, Promise<Kept>>()

  const read = async (platform: string, recipientKey: KeyObject, nowMs: number): Promise<Kept> => {
    const before = platforms.get(platform)
    const keys = new Map<string, Uint8Array>()
    const sealed = new Map<string, string>()
    for (const row of await listFrankingKeys(pool, platform)) {
      const text = row.sealed.toString('base64')
      const known = before?.sealed.get(row.kid) === text ? before.keys.get(row.kid) : undefined
      const key = known ?? openKey(recipientKey, platform, row)
      if (!key) log.error('a franking key does not open with this intake’s key', { platformId: platform })
      else {
        keys.set(row.kid, key)
        sealed.set(row.kid, text)
      }
    }
    const kept = { askedMs: nowMs, keys, sealed }
    platforms.set(platform, kept)
    return kept
  }
  const refresh = (platform: string, recipientKey: KeyObject, nowMs: number): Promise<Kept> => {
    const running = asking.get(platform)
    if (running) return running
    const next = read(platform, recipientKey, nowMs).finally(() => asking.delete(platform))
    asking.set(platform, next)
    return next
  }

  return {
    async of(platform, kids, nowMs) {
      if (!recipient || kids.size === 0) return new Map()
      const kept = platforms.get(platform)
      const age = kept ? nowMs - kept.askedMs : Number.POSITIVE_INFINITY
      const unknown = [...kids].some((kid) => !kept?.keys.has(kid))
      const good = kept && age < (unknown ? FRANKING_RETRY_MS : FRANKING_REFRESH_MS)
      return good ? kept.keys : (await refresh(platform, recipient, nowMs)).keys
    },
  }
}

function openKey(
  recipient: KeyObject,
  platform: string,
  { kid, sealed }: { kid: string; sealed: Buffer },
): Uint8Array | undefined {
  try {
    const enc = sealed.subarray(0, HPKE_ENC_BYTES)
    const info = frankingKeyInfo(platform, kid)
    const key = hpkeOpen(recipient, enc, info, Buffer.alloc(0), sealed.subarray(HPKE_ENC_BYTES))
    return key.length === FRANKING_BYTES ? key : undefined
  } catch {
    return undefined
  }
}
