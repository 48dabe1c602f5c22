import { z } from 'zod'
import { AUTHORITY_ENTRIES } from './authority-entries'
import { fromUtf8, utf8 } from './bytes'
import { canonicalJson, isCanonicalJson } from './canonical-json'
import { Code, Destination, Digest, entryBase, Id, MessageRefs, Purpose, Who } from './entry-fields'
import { KEY_ENTRIES } from './key-entries'
import { Region } from './region'

export { Destination, MessageRefs, PURPOSES, Purpose } from './entry-fields'

/**
 * What the ledger may say: codes, ids, pseudonyms, salted hashes and 16 random bytes, never free text. The
 * stored bytes are authoritative; verifiers re-hash them and never re-encode.
 */
export const MAX_ENTRY_BYTES = 65_535

export const LedgerEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    ...entryBase,
    kind: z.literal('start'),
    mode: z.enum(['trial', 'production']),
    version: Code,
    /** SHA-256 of each file that the reader's host serves. */
    reader: z.record(z.string(), Digest),
    /** Public identity key of each region, base64url. */
    regions: z.record(Region, z.string()),
    intakeKeys: z.array(z.string()),
    workers: z.array(Who),
    /** Pseudonyms of staff whose credential is a trial one. */
    trialStaff: z.array(Who),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('epoch'),
    epoch: Id,
    region: Region,
    retention: Code,
    /** SHA-256 of the published record. */
    record: Digest,
    sealUntil: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('session'),
    who: Who,
    session: Id,
    credential: z.enum(['trial', 'passkey']),
    until: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('claim'),
    act: z.enum(['taken', 'renewed', 'returned', 'expired', 'decided']),
    case: Id,
    claim: z.int(),
    who: Who,
    session: Id,
    until: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('grant'),
    grant: Id,
    purpose: Purpose,
    /** What the grant refers to: a case id, or a legal request's. */
    ref: Id,
    region: Region,
    who: Who,
    session: Id,
    messages: MessageRefs,
    uses: z.int(),
    notBefore: z.int(),
    expires: z.int(),
    policy: Code,
    reason: Code,
    approvals: z.array(Who),
    /** The access request that it fulfils, where one was needed. */
    access: Id.optional(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('release'),
    request: Id,
    grant: Id,
    case: Id,
    region: Region,
    who: Who,
    session: Id,
    messages: MessageRefs,
    /** SHA-256 of the recipient's public key. */
    recipient: Digest,
    /** Only for classifier scoring: which attempt at this report. */
    report: Id.optional(),
    attempt: z.int().optional(),
    /** The plug-in scorer that a worker asked these keys for: what they open leaves for it. */
    destination: Destination.optional(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('deny'),
    request: Id,
    op: Code,
    who: Who,
    session: Id,
    ref: Id,
    code: Code,
  }),
  /** Of a grant, or of an access request with all that came of it. */
  z.strictObject({ ...entryBase, kind: z.literal('revoke'), grant: Id, who: Who, code: Code }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('case.decided'),
    case: Id,
    decision: Id,
    who: Who,
    session: Id,
    policy: Code,
    action: Code,
    /** dek_id of the sealed rationale and SHA-256 of its envelope. */
    rationale: z.strictObject({ dek: z.string(), hash: Digest }),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('rule.published'),
    who: Who,
    session: Id,
    version: z.int(),
    /** SHA-256 of the canonical JSON of the rule set. */
    hash: Digest,
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('role.changed'),
    who: Who,
    session: Id,
    person: Who,
    roles: z.array(Code),
    regions: z.array(Region),
    active: z.boolean(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('ledger.read'),
    who: Who,
    session: Id,
    /** SHA-256 of the canonical filter, so that a read can be matched to what was asked without repeating it. */
    filter: Digest,
    count: z.int(),
  }),
  z.strictObject({
    ...entryBase,
    kind: z.literal('fact'),
    /** A fact of the console's in past tense, such as `apikey.created`, `apikey.revoked`. */
    fact: Code,
    who: Who,
    ref: Id,
  }),
  ...AUTHORITY_ENTRIES,
  ...KEY_ENTRIES,
])
export type LedgerEntry = z.infer<typeof LedgerEntry>

/** @throws RangeError when the entry would pass 65,535 bytes. */
export function encodeEntry(entry: LedgerEntry): Uint8Array<ArrayBuffer> {
  const bytes = utf8(canonicalJson(entry))
  if (bytes.length > MAX_ENTRY_BYTES) throw new RangeError('ledger entry is longer than 65,535 bytes')
  return bytes
}

/** @throws when the bytes are not canonical JSON of a known entry. */
export function decodeEntry(bytes: Uint8Array): LedgerEntry {
  const text = fromUtf8(bytes)
  const value: unknown = JSON.parse(text)
  const entry = LedgerEntry.parse(value)
  if (!isCanonicalJson(text, value)) throw new RangeError('ledger entry is not canonical JSON')
  return entry
}
