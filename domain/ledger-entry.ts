import { z } from 'zod'
import { fromUtf8, utf8 } from './bytes'
import { canonicalJson } from './canonical-json'
import { Region } from './region'

/**
 * What the ledger may say: codes, ids, pseudonyms, salted hashes and 16 random bytes, never free text. The
 * stored bytes are authoritative; verifiers re-hash them and never re-encode.
 */
export const MAX_ENTRY_BYTES = 65_535

export const PURPOSES = [
  'USER_REPORT_REVIEW',
  'SECOND_REVIEW',
  'QUALITY_SAMPLE',
  'APPEAL_REVIEW',
  'LEGAL_PROCESS',
  'EMERGENCY_DISCLOSURE',
  'CHILD_SAFETY_FILING',
  'DATA_SUBJECT_REQUEST',
  'SECURITY_INCIDENT',
  'CLASSIFIER_SCORING',
] as const
export const Purpose = z.enum(PURPOSES)
export type Purpose = z.infer<typeof Purpose>

/** [dek_id hex, positions such as "0-4,7"] */
export const MessageRefs = z.array(z.tuple([z.string().regex(/^[0-9a-f]{32}$/), z.string().min(1)]))
export type MessageRefs = z.infer<typeof MessageRefs>

/** A keyed pseudonym: HMAC-SHA256(the person's salt, person id)[0:16], base64url. Workers: `worker:<name>`. */
const Who = z.string().min(1).max(80)
const Id = z.string().min(1).max(80)
const Code = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/)
const Digest = z.string().length(43) // SHA-256, base64url
const base = {
  v: z.literal(1),
  /** Milliseconds since 1970, by the key service's clock. */
  at: z.int().min(0),
  /** 16 random bytes, base64url: two equal facts do not give equal leaves. */
  n: z.string().length(22),
}

export const LedgerEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
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
    ...base,
    kind: z.literal('epoch'),
    epoch: Id,
    region: Region,
    retention: Code,
    /** SHA-256 of the published record. */
    record: Digest,
    sealUntil: z.int(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('session'),
    who: Who,
    session: Id,
    credential: z.enum(['trial', 'passkey']),
    until: z.int(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('claim'),
    act: z.enum(['taken', 'renewed', 'returned', 'expired', 'decided']),
    case: Id,
    claim: z.int(),
    who: Who,
    session: Id,
    until: z.int(),
  }),
  z.strictObject({
    ...base,
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
  }),
  z.strictObject({
    ...base,
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
  }),
  z.strictObject({
    ...base,
    kind: z.literal('deny'),
    request: Id,
    op: Code,
    who: Who,
    session: Id,
    ref: Id,
    code: Code,
  }),
  z.strictObject({ ...base, kind: z.literal('revoke'), grant: Id, who: Who, code: Code }),
  z.strictObject({
    ...base,
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
    ...base,
    kind: z.literal('rule.published'),
    who: Who,
    session: Id,
    version: z.int(),
    /** SHA-256 of the canonical JSON of the rule set. */
    hash: Digest,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('role.changed'),
    who: Who,
    session: Id,
    person: Who,
    roles: z.array(Code),
    regions: z.array(Region),
    active: z.boolean(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('ledger.read'),
    who: Who,
    session: Id,
    /** SHA-256 of the canonical filter, so that a read can be matched to what was asked without repeating it. */
    filter: Digest,
    count: z.int(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('fact'),
    /** A fact of the console's in past tense, such as `apikey.created`, `apikey.revoked`. */
    fact: Code,
    who: Who,
    ref: Id,
  }),
])
export type LedgerEntry = z.infer<typeof LedgerEntry>
export type EntryKind = LedgerEntry['kind']

/** @throws RangeError when the entry would pass 65,535 bytes. */
export function encodeEntry(entry: LedgerEntry): Uint8Array<ArrayBuffer> {
  const bytes = utf8(canonicalJson(entry))
  if (bytes.length > MAX_ENTRY_BYTES) throw new RangeError('ledger entry is longer than 65,535 bytes')
  return bytes
}

/** @throws when the bytes are not canonical JSON of a known entry. */
export function decodeEntry(bytes: Uint8Array): LedgerEntry {
  const text = fromUtf8(bytes)
  const entry = LedgerEntry.parse(JSON.parse(text))
  if (canonicalJson(entry) !== text) throw new RangeError('ledger entry is not canonical JSON')
  return entry
}
