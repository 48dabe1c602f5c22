import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { fromBase64Url, toBase64Url, u64 } from '#domain/bytes'

const LIVES_MS = 2 * 60_000
/** random[8] ‖ end u64 ‖ HMAC-SHA256(person ‖ random ‖ end)[0:16]: 32 bytes. */
const HEAD_BYTES = 16
const MAC_BYTES = 16

/**
 * Challenges for session registration: for one person, used once within two minutes. Nothing is kept of those that
 * nobody has used, so that asking for many cannot push out somebody else's. A restart ends them all.
 */
export class Nonces {
  private readonly key = randomBytes(32)
  /** Those used, in the order of their use, until they would have ended by themselves. */
  private readonly used = new Map<string, number>()

  issue(personId: string, now: number): string {
    const head = Buffer.concat([randomBytes(8), u64(now + LIVES_MS)])
    return toBase64Url(Buffer.concat([head, this.mac(personId, head)]))
  }

  /** True once for a live nonce of that person. */
  take(nonce: string, personId: string, now: number): boolean {
    let bytes: Buffer
    try {
      bytes = Buffer.from(fromBase64Url(nonce))
    } catch {
      return false
    }
    if (bytes.length !== HEAD_BYTES + MAC_BYTES) return false
    const head = bytes.subarray(0, HEAD_BYTES)
    if (!timingSafeEqual(this.mac(personId, head), bytes.subarray(HEAD_BYTES))) return false
    const end = Number(head.readBigUInt64BE(8))
    for (const [old, until] of this.used) {
      if (until > now) break
      this.used.delete(old)
    }
    if (end <= now || this.used.has(nonce)) return false
    this.used.set(nonce, now + LIVES_MS)
    return true
  }

  private mac(personId: string, head: Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(personId).update(head).digest().subarray(0, MAC_BYTES)
  }
}
