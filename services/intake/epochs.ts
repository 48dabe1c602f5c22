import type { Pool } from 'pg'
import { concat, fromBase64Url, fromUtf8 } from '#domain/bytes'
import { EPOCH_LABEL, EpochRecord } from '#domain/manifest'
import type { Region } from '#domain/region'
import { RETENTION_DEFAULT, type SealableRetention } from '#domain/retention'
import type { Trust } from '#domain/trust'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import type { Log } from '#lib/log'
import { type EpochRow, listEpochs } from './data'

/** An epoch that reports of its region may be sealed to. */
export type SealingEpoch = Pick<EpochRecord, 'id' | 'region' | 'retention' | 'notBefore' | 'sealUntil'> & {
  /** Raw uncompressed P-256 point, 65 bytes. */
  publicKey: Uint8Array
}

export const EPOCH_REFRESH_MS = 15_000
/** While a region has no epoch, every report asks again, but not more often than this. */
const EPOCH_RETRY_MS = 500

export type Epochs = {
  /** The newest epoch of the region and retention class. */
  forRegion(region: Region, nowMs: number, retention?: SealableRetention): Promise<SealingEpoch | undefined>
}

/**
 * The published epochs, kept for a while. They come from a table that another process writes, so each counts only
 * with the signature of the region's identity key, which is pinned in the trust file.
 */
export function createEpochs(pool: Pool, trust: Trust, log: Log): Epochs {
  let known: SealingEpoch[] = []
  let askedMs = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  const refresh = (nowMs: number): Promise<void> => {
    asking ??= listEpochs(pool)
      .then((rows) => {
        known = rows.flatMap((row) => {
          const epoch = checkEpoch(row, trust)
          if (!epoch) log.error('a published epoch is not signed by its region', { epoch: row.id })
          return epoch ?? []
        })
        askedMs = nowMs
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  const newest = (region: Region, nowMs: number, retention: SealableRetention): SealingEpoch | undefined =>
    known
      .filter((epoch) => epoch.region === region && epoch.retention === retention)
      .filter((epoch) => epoch.notBefore <= nowMs && nowMs < epoch.sealUntil)
      .reduce<SealingEpoch | undefined>((a, b) => (a && a.notBefore >= b.notBefore ? a : b), undefined)

  return {
    async forRegion(region, nowMs, retention = RETENTION_DEFAULT) {
      const epoch = newest(region, nowMs, retention)
      const age = nowMs - askedMs
      if (epoch) {
        // A report never waits for news of epochs while it has one that is good.
        if (age > EPOCH_REFRESH_MS)
          refresh(nowMs).catch((error) => log.warn('epochs could not be read again', { error }))
        return epoch
      }
      if (age > EPOCH_RETRY_MS) await refresh(nowMs)
      return newest(region, nowMs, retention)
    },
  }
}

/** @returns undefined unless the pinned identity key of the record's own region signed exactly these bytes. */
export function checkEpoch(row: EpochRow, trust: Trust): SealingEpoch | undefined {
  try {
    const record = EpochRecord.parse(JSON.parse(fromUtf8(row.record)))
    if (record.id !== row.id || record.region !== row.region) return undefined
    const identity = publicKeyFromRaw(fromBase64Url(trust.regionIdentities[record.region]))
    if (!verifyEd25519(identity, concat(EPOCH_LABEL, row.record), row.signature)) return undefined
    const { id, region, retention, notBefore, sealUntil } = record
    return { id, region, retention, notBefore, sealUntil, publicKey: fromBase64Url(record.publicKey) }
  } catch {
    return undefined
  }
}
