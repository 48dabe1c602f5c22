import { randomBytes } from 'node:crypto'
import { toBase64Url } from '#domain/bytes'

const LIVES_MS = 2 * 60_000
const MOST = 10_000

/** Challenges for session registration: 32 random bytes for one person, used once within two minutes. */
export class Nonces {
  private readonly live = new Map<string, { personId: string; until: number }>()

  issue(personId: string, now: number): string {
    for (const [nonce, { until }] of this.live) {
      // In order of age: the first that lives ends the sweep, unless the table is full.
      if (until > now && this.live.size < MOST) break
      this.live.delete(nonce)
    }
    const nonce = toBase64Url(randomBytes(32))
    this.live.set(nonce, { personId, until: now + LIVES_MS })
    return nonce
  }

  /** True once for a live nonce of that person. */
  take(nonce: string, personId: string, now: number): boolean {
    const entry = this.live.get(nonce)
    this.live.delete(nonce)
    return entry !== undefined && entry.personId === personId && entry.until > now
  }
}
