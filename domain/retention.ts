import { z } from 'zod'

export const DAY_MS = 24 * 60 * 60_000

/**
 * How long content is kept. The class is chosen when a report is sealed and is part of its epoch's record, so that
 * what ends together was wrapped together. `hold` is for legal holds: it has no end of its own, intake never chooses
 * it, and nobody can seal to it.
 */
export const RETENTION_CLASSES = { short: 30, standard: 180, extended: 365, hold: null } as const
export type Retention = keyof typeof RETENTION_CLASSES
/** Classes that reports are sealed to, and that a platform may be set to. */
export const SEALABLE_RETENTIONS = ['short', 'standard', 'extended'] as const
export type SealableRetention = (typeof SEALABLE_RETENTIONS)[number]
export const SealableRetention = z.enum(SEALABLE_RETENTIONS)
export const RETENTION_DEFAULT: SealableRetention = 'standard'

/**
 * When content of a class is due: the end of the UTC day in which its days are over, so that a day's reports end in
 * one go. @returns undefined for a class without an end; a class that is not known is kept as long as the default.
 */
export function dueAt(retention: string, sealedAt: number): number | undefined {
  if (retention === 'hold') return undefined
  const known = SealableRetention.safeParse(retention)
  const days = RETENTION_CLASSES[known.success ? known.data : RETENTION_DEFAULT]
  return (Math.floor((sealedAt + days * DAY_MS) / DAY_MS) + 1) * DAY_MS
}

/** Erasures of half a day share one rewrapping of the survivors. */
export const DESTROY_AFTER_MS = 12 * 60 * 60_000
/** After destruction in the key store, a daily synchronisation destroys the copy in the backup. */
export const BACKUP_SYNC_MS = DAY_MS

/**
 * When the last stored copy of a shredded key is gone. Old dumps hold the same key wrapped under its epoch, and
 * perhaps the box that the epoch's private key opens; the epoch itself must therefore go, and it can go only when
 * nobody may seal to it any more.
 */
export function destructionOf(effectiveAt: number, sealUntil: number): { after: number; completeBy: number } {
  const after = Math.max(effectiveAt, sealUntil) + DESTROY_AFTER_MS
  return { after, completeBy: after + BACKUP_SYNC_MS }
}
