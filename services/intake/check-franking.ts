import { createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase64Url } from '#domain/bytes'
import type { FrankingState } from '#domain/envelope'
import { FRANKING_BYTES, type FrankingContext, frankedMessage, frankingTagInput } from '#domain/franking'
import type { ReportMessage } from '#domain/report-input'

/**
 * What a message's franking proves (docs/franking.md).
 *
 * - `none`: it carries none.
 * - `failed`: something was checked and is wrong: a length, the commitment, or the tag under a key that we have.
 * - `unverified`: nothing was found wrong, and not everything could be checked.
 * - `verified`: the commitment is to these very words and the platform's tag is for this sender, time and place.
 *
 * @param platformKey K_p of the message's kid, when this platform has one alive.
 */
export function checkFranking(
  message: ReportMessage,
  place: Pick<FrankingContext, 'platform' | 'conversation'>,
  platformKey: Uint8Array | undefined,
): FrankingState {
  const { franking } = message
  if (!franking) return 'none'
  const kf = bytesOf(franking.kf)
  const c2 = bytesOf(franking.c2)
  const r = bytesOf(franking.r)
  const committed = frankedMessage(message.kind, message.body)
  try {
    if (!kf || !c2 || !r) return 'failed'
    if (committed && !matches(kf, committed, c2)) return 'failed'
    if (platformKey) {
      const { id: messageId, sender, sentAtMs } = message
      const context = { ...place, messageId, sender, sentAtMs }
      if (!matches(platformKey, frankingTagInput(franking.kid, c2, context), r)) return 'failed'
    }
    return committed && platformKey ? 'verified' : 'unverified'
  } finally {
    kf?.fill(0)
    committed?.fill(0)
  }
}

/** @returns undefined unless the text is canonical base64url of 32 bytes. */
function bytesOf(text: string): Uint8Array | undefined {
  try {
    const bytes = fromBase64Url(text)
    return bytes.length === FRANKING_BYTES ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Both are 32 bytes; compared in constant time. */
function matches(key: Uint8Array, input: Uint8Array, tag: Uint8Array): boolean {
  return timingSafeEqual(createHmac('sha256', key).update(input).digest(), tag)
}
