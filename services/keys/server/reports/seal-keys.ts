import { releaseInfo } from '#domain/envelope'
import { hpkeSeal } from '#lib/hpke'
import type { EpochStore } from '../epochs/epoch-store'
import { deriveReleasedKeys, type WrappedReport } from '../epochs/wrapped-secrets'

export type KeysOf = {
  report: Omit<WrappedReport, 'wrapped'> & { epoch: string; wrapped: Buffer | null }
  seqs: readonly number[]
}

/**
 * Unwraps, derives and seals the keys of some messages to one recipient, for an entry that is committed. No key
 * outlives the call but inside the HPKE ciphertext, whose AAD is the entry's leaf hash.
 */
export function sealKeys(
  epochs: EpochStore,
  wanted: readonly KeysOf[],
  to: { requestId: string; recipient: Uint8Array; leaf: Uint8Array },
): { enc: string; sealed: string } {
  const parts: Buffer[] = []
  let keys: Buffer | undefined
  try {
    for (const { report, seqs } of wanted) {
      const epoch = epochs.get(report.epoch)
      if (!epoch || report.wrapped === null)
        throw new Error('an adopted report names an epoch that is not in the store')
      parts.push(deriveReleasedKeys(epoch, { ...report, wrapped: report.wrapped }, seqs))
    }
    keys = Buffer.concat(parts)
    const { enc, ciphertext } = hpkeSeal(to.recipient, releaseInfo(to.requestId), to.leaf, keys)
    return { enc: enc.toString('base64url'), sealed: ciphertext.toString('base64url') }
  } finally {
    for (const part of parts) part.fill(0)
    keys?.fill(0)
  }
}
