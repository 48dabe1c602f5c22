import { z } from 'zod'
import { Code, Digest, entryBase, Id, signedBy } from './entry-fields'
import { Region } from './region'

/** Entries about keys: what was destroyed, what is held, what was rotated, and what the key service noticed. */
export const KEY_ENTRIES = [
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('shred'),
    receipt: Id,
    what: z.enum(['message', 'report', 'person', 'retention']),
    /** A report's id, an access request's, or a salted digest of an account. */
    ref: Id,
    region: Region,
    /** How many messages lost their keys, and how many are kept back by a legal hold. */
    count: z.int(),
    held: z.int(),
    /** From here on nothing is released. */
    effectiveAt: z.int(),
    /** By then the last stored copy of the keys is destroyed too. */
    completeBy: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    ...signedBy,
    kind: z.literal('hold'),
    act: z.enum(['placed', 'lifted']),
    hold: Id,
    ref: Id,
    region: Region,
    /** How many reports it covers. */
    count: z.int(),
    reason: Code,
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('epoch.destroyed'),
    epoch: Id,
    region: Region,
    retention: Code,
    /** How many reports and rationales moved to another epoch first. */
    moved: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('root.rotated'),
    act: z.enum(['started', 'finished']),
    provider: Code,
    /** SHA-256 of the names of the old and the new root key. */
    from: Digest,
    to: Digest,
    epochs: z.int(),
  }),
  /** Signed by the old key's checkpoints up to here; from the next size on the new key signs. */
  z.strictObject({
    ...entryBase,
    kind: z.literal('signer.rotated'),
    /** C2SP verifier keys. */
    from: z.string().min(1).max(300),
    to: z.string().min(1).max(300),
  }),
  /** First entry of a ledger that follows a compromised one. */
  z.strictObject({
    ...entryBase,
    kind: z.literal('origin'),
    previous: z.strictObject({
      origin: z.string().min(1).max(200),
      vkey: z.string().min(1).max(300),
      /** The last checkpoint that witnesses had cosigned. */
      size: z.int().min(0),
      root: z.string().length(44),
    }),
    reason: z.enum(['compromise', 'loss']),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('alarm'),
    code: Code,
    /** A size in the alarm's own unit, such as milliseconds of a clock's step. */
    value: z.int(),
  }),
] as const
