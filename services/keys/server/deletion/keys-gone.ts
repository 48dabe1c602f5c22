import { parseSeqs } from '#domain/seq-range'
import type { EpochStore } from '../epochs/epoch-store'

export type StoredKeys = { epoch: string; wrapped: Buffer | null; destroyed: string | null }

/**
 * True when keys of these positions were destroyed: the whole report's, their salts, or the epoch that wrapped them.
 * @throws AppError `provider_unavailable` when nobody can tell, because the key store is locked.
 */
export function keysGone(epochs: EpochStore, row: StoredKeys, seqs: readonly number[]): boolean {
  if (row.wrapped === null || !epochs.get(row.epoch)) return true
  if (row.destroyed === null) return false
  const gone = new Set(parseSeqs(row.destroyed))
  return seqs.some((seq) => gone.has(seq))
}

/** The positions of a report that still have keys. */
export function positionsLeft(row: { message_count: number; destroyed: string | null }): number[] {
  const gone = new Set(row.destroyed === null ? [] : parseSeqs(row.destroyed))
  return Array.from({ length: row.message_count }, (_, seq) => seq).filter((seq) => !gone.has(seq))
}
