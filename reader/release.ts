import { z } from 'zod'
import { fromBase64Url, toBase64Url, toHex } from '#domain/bytes'
import type { Checkpoint } from '#domain/checkpoint'
import { type LedgerTrust, verifyCheckpoint, verifyCommitted, verifyExtends } from '#domain/committed-entry'
import { fromRefs } from '#domain/conversation'
import { decodeReleasedKeys, type ReleasedKey, releaseInfo } from '#domain/envelope'
import type { RequestOf } from '#domain/key-request'
import { openBox, type Recipient } from './hpke'
import { VerificationError } from './refusal'
import { proofCrypto, sha256 } from './web-crypto'

const ReleaseAnswerShape = z.object({
  entry: z.string(),
  index: z.int().min(0),
  proof: z.array(z.string()).max(64),
  checkpoint: z.string(),
  consistency: z.array(z.string()).max(128),
  enc: z.string(),
  sealed: z.string(),
})

/** What the reader asked for, kept to be compared with what comes back. */
export type ReleaseAsk = {
  request: RequestOf<'release'>
  recipient: Recipient
  session: string
  caseId: string
  region: string
  /** The last checkpoint that this browser kept. */
  seen: Checkpoint | undefined
}
export type Release = { keys: ReleasedKey[]; index: number; checkpoint: Checkpoint; wipe(): void }

/**
 * No proof, no plaintext: the checkpoint's signature, its consistency with the one kept, the entry's inclusion
 * and the entry's own words are all checked before the sealed keys are touched.
 *
 * @param answer the relay's JSON, not trusted in any way.
 * @throws VerificationError or ProofError with the first thing that is wrong.
 */
export async function checkRelease(trust: LedgerTrust, ask: ReleaseAsk, answer: unknown): Promise<Release> {
  const shape = ReleaseAnswerShape.safeParse(answer)
  if (!shape.success) throw new VerificationError('bad_answer')
  const { data } = shape
  const checkpoint = await verifyCheckpoint(proofCrypto, trust, data.checkpoint)
  verifyExtends(proofCrypto, ask.seen, checkpoint, data.consistency)
  const { leaf, entry } = verifyCommitted(proofCrypto, data, checkpoint)
  if (
    entry.kind !== 'release' ||
    entry.request !== ask.request.requestId ||
    entry.grant !== ask.request.grantId ||
    entry.session !== ask.session ||
    entry.case !== ask.caseId ||
    entry.region !== ask.region ||
    JSON.stringify(entry.messages) !== JSON.stringify(ask.request.messages) ||
    entry.recipient !== toBase64Url(sha256(ask.recipient.raw))
  )
    throw new VerificationError('entry_mismatch')
  const opened = await openKeys(ask, leaf, data)
  const keys = matchKeys(ask, opened)
  return { keys, index: data.index, checkpoint, wipe: () => void opened.fill(0) }
}

async function openKeys(
  ask: ReleaseAsk,
  leaf: Uint8Array,
  data: { enc: string; sealed: string },
): Promise<Uint8Array> {
  try {
    const info = releaseInfo(ask.request.requestId)
    return await openBox(ask.recipient, fromBase64Url(data.enc), info, leaf, fromBase64Url(data.sealed))
  } catch {
    throw new VerificationError('bad_box')
  }
}

/** Exactly the keys asked for, in the order of the request: by dek, then by position. */
function matchKeys(ask: ReleaseAsk, opened: Uint8Array): ReleasedKey[] {
  const wanted = fromRefs(ask.request.messages)
  try {
    const keys = decodeReleasedKeys(opened)
    const same =
      keys.length === wanted.length &&
      keys.every((key, i) => toHex(key.dekId) === wanted[i]!.dek && key.seq === wanted[i]!.seq)
    if (same) return keys
  } catch {
    // Falls through: a wrong length is as wrong as a wrong key.
  }
  opened.fill(0)
  throw new VerificationError('wrong_keys')
}
