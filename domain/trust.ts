import { z } from 'zod'
import { Region } from './region'

const RawKey = z.base64url().length(43)

/**
 * What each process pins: public keys only. Written by `npm run setup`; compiled into the reader; intake checks
 * epochs against `regionIdentities`, everyone checks checkpoints against `ledgerVkey`.
 */
export const Trust = z.strictObject({
  mode: z.enum(['trial', 'production']),
  /** The ledger's origin line and its C2SP verifier key. */
  ledgerOrigin: z.string().min(1),
  ledgerVkey: z.string().min(1),
  /** Keys that signed this ledger before, accepted for their part of it and while the rotation lasts. */
  ledgerOtherVkeys: z.array(z.string().min(1)).optional(),
  /**
   * C2SP tlog-policy: the witnesses whose cosignatures the ledger needs, with their addresses for the key service.
   * Without it nobody outside is known to watch the ledger.
   */
  ledgerPolicy: z.string().min(1).max(100_000).optional(),
  /** Raw Ed25519 identity key of each region, base64url. */
  regionIdentities: z.record(Region, RawKey),
  intakeKeys: z.array(RawKey).min(1),
  /** Raw uncompressed P-256 point, base64url: what platforms' franking keys are sealed to. Its key is intake's. */
  frankingRecipient: z.base64url().length(87).optional(),
  workers: z.array(z.strictObject({ name: z.string(), publicKey: RawKey })),
  consoleOrigin: z.url(),
  readerOrigin: z.url(),
})
export type Trust = z.infer<typeof Trust>
