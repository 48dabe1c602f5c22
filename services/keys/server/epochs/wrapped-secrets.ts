import { concat, fromHex, lengthPrefixed, u32, utf8 } from '#domain/bytes'
import { DEK_BYTES, OKM_BYTES, RELEASED_KEY_BYTES, SALT_BYTES } from '#domain/envelope'
import { deriveOkm } from '#lib/envelope-node'
import { openUnder, sealUnder } from '../root-key/key-provider'
import type { Epoch } from './epoch-store'

const LABEL = utf8('countersign/v1/wrapped-dek')

/** Binds the wrapped secrets to their place, so that rows cannot be swapped. */
function context(epoch: string, dek: string, owner: string): Uint8Array {
  return concat(LABEL, lengthPrefixed(epoch, fromHex(dek), owner))
}

/** @returns how many messages DEK[32] ‖ salt[32]… holds, or undefined when the length is not of that form. */
export function saltCount(secretBytes: number): number | undefined {
  const salts = (secretBytes - DEK_BYTES) / SALT_BYTES
  return Number.isInteger(salts) && salts >= 1 ? salts : undefined
}

/** @param owner the report's id, or the decision's. @param secret DEK ‖ salts. */
export function wrapSecrets(epoch: Epoch, dek: string, owner: string, secret: Uint8Array): Buffer {
  return sealUnder(epoch.wrapKey, context(epoch.record.id, dek, owner), secret)
}

export type WrappedReport = { id: string; dek: string; wrapped: Buffer }

/** A position whose salt was destroyed holds this. */
const NO_SALT = Buffer.alloc(SALT_BYTES)

/** Opens what `wrapSecrets` wrapped, and zeroes it when `use` is done. @throws when the row was changed. */
function withSecrets<T>(epoch: Epoch, report: WrappedReport, use: (secret: Buffer) => T): T {
  const aad = context(epoch.record.id, report.dek, report.id)
  const secret = openUnder(epoch.wrapKey, aad, report.wrapped)
  try {
    return use(secret)
  } finally {
    secret.fill(0)
  }
}

/** The same secrets under another epoch. */
export function rewrapSecrets(from: Epoch, to: Epoch, report: WrappedReport): Buffer {
  return withSecrets(from, report, (secret) => wrapSecrets(to, report.dek, report.id, secret))
}

/** The same secrets without the salts of these positions: their messages cannot be opened from it any more. */
export function eraseSalts(epoch: Epoch, report: WrappedReport, seqs: readonly number[]): Buffer {
  return withSecrets(epoch, report, (secret) => {
    for (const seq of seqs) {
      const from = DEK_BYTES + seq * SALT_BYTES
      if (from + SALT_BYTES > secret.length) throw new RangeError('a message without a salt')
      secret.fill(0, from, from + SALT_BYTES)
    }
    return wrapSecrets(epoch, report.dek, report.id, secret)
  })
}

/**
 * Released keys of some messages of one report: dek_id[16] ‖ seq u32 ‖ okm[64] each. The caller zeroes them.
 * @throws when the row was changed, or a position has no salt or lost it.
 */
export function deriveReleasedKeys(epoch: Epoch, report: WrappedReport, seqs: readonly number[]): Buffer {
  return withSecrets(epoch, report, (secret) => {
    const dekId = fromHex(report.dek)
    const dek = secret.subarray(0, DEK_BYTES)
    const out = Buffer.alloc(seqs.length * RELEASED_KEY_BYTES)
    seqs.forEach((seq, i) => {
      const from = DEK_BYTES + seq * SALT_BYTES
      const salt = secret.subarray(from, from + SALT_BYTES)
      if (salt.length !== SALT_BYTES || salt.equals(NO_SALT)) throw new RangeError('a message without a salt')
      const okm = deriveOkm(dek, salt, dekId, seq)
      const at = i * RELEASED_KEY_BYTES
      out.set(dekId, at)
      out.set(u32(seq), at + dekId.length)
      out.set(okm, at + RELEASED_KEY_BYTES - OKM_BYTES)
      okm.fill(0)
    })
    return out
  })
}
