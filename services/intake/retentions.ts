import type { Pool } from 'pg'
import { RETENTION_DEFAULT, SealableRetention } from '#domain/retention'
import { findRetention } from './data'

export type Retentions = { of(platform: string, nowMs: number): Promise<SealableRetention> }

const KEEP_MS = 30_000
const MOST = 10_000

/** Each platform's class, kept for a while. What was sealed under another class keeps it. */
export function createRetentions(pool: Pool): Retentions {
  const known = new Map<string, { retention: SealableRetention; askedMs: number }>()
  return {
    async of(platform, nowMs) {
      const kept = known.get(platform)
      if (kept && Math.abs(nowMs - kept.askedMs) < KEEP_MS) return kept.retention
      const found = SealableRetention.safeParse(await findRetention(pool, platform))
      const retention = found.success ? found.data : RETENTION_DEFAULT
      if (known.size >= MOST) known.clear()
      known.set(platform, { retention, askedMs: nowMs })
      return retention
    },
  }
}
