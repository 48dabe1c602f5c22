import { z } from 'zod'
import { equalBytes, fromBase64Url } from '#domain/bytes'
import { type Checkpoint, decodeNote } from '#domain/checkpoint'
import { type LedgerTrust, verifyCheckpoint } from '#domain/committed-entry'
import { type Cosigned, checkCosigned } from '#domain/cosignature'
import { LedgerCheck } from '#domain/ledger-check'
import type { Fault } from '#domain/ledger-fault'
import { parsePolicy } from '#domain/witness-policy'
import { VerificationError } from './refusal'
import { proofCrypto, sha256 } from './web-crypto'

export const PAGE_ENTRIES = 1_000
const Page = z.object({ entries: z.array(z.string()), size: z.int().min(0), checkpoint: z.string() })

export type LedgerVerdict =
  | { ok: true; size: number; checkpoint: Checkpoint; cosigned?: { size: number; atSeconds: number } }
  | {
      ok: false
      size: number
      code: 'unreadable_entry' | 'other_root' | 'other_history' | 'missing_entries' | 'not_cosigned'
      badIndex?: number
    }

export type VerifyOptions = {
  trust: LedgerTrust & { ledgerPolicy?: string | undefined }
  /** The last checkpoint that this browser kept: the tree of that size must still have its root. */
  seen: Checkpoint | undefined
  readPage: (from: number, limit: number) => Promise<unknown>
  /** The published checkpoint, asked for only when the trust file names witnesses. */
  readPublished: () => Promise<string>
  onProgress: (done: number, size: number) => void
}

/**
 * Reads the whole ledger and hashes every byte of it again, with the same class as `npm run ledger:verify`. The first
 * page's checkpoint says how much is read: reading is itself recorded, so the ledger grows meanwhile.
 *
 * @throws VerificationError, ProofError or RelayError when nothing could be checked.
 */
export async function verifyLedger(options: VerifyOptions): Promise<LedgerVerdict> {
  const { trust, seen, readPage, onProgress } = options
  const cosigned = await readCosigned(options)
  if (cosigned && !cosigned.quorum) return { ok: false, size: cosigned.checkpoint.size, code: 'not_cosigned' }
  const kept = [seen, cosigned?.checkpoint].filter((one): one is Checkpoint => one !== undefined)
  let check: LedgerCheck | undefined
  let target: Checkpoint | undefined
  while (check === undefined || target === undefined || check.size < target.size) {
    const done = check?.size ?? 0
    const limit = Math.min((target?.size ?? Number.POSITIVE_INFINITY) - done, PAGE_ENTRIES)
    const parsed = Page.safeParse(await readPage(done, limit))
    if (!parsed.success) throw new VerificationError('bad_answer')
    target ??= await verifyCheckpoint(proofCrypto, trust, parsed.data.checkpoint)
    const { size } = target
    if (kept.some((one) => one.size > size)) return { ok: false, size, code: 'other_history' }
    check ??= new LedgerCheck(sha256, [target], kept)
    const entries = parsed.data.entries.slice(0, size - check.size)
    if (entries.length === 0 && size > 0)
      return { ok: false, size, code: 'missing_entries', badIndex: check.size }
    for (const entry of entries) {
      const fault = check.add(bytesOf(entry))
      if (fault) return refusal(fault, check, target)
    }
    onProgress(check.size, size)
    if (size === 0) break
  }
  const fault = check.finish()
  if (fault) return refusal(fault, check, target)
  const at = cosigned?.atSeconds
  return {
    ok: true,
    size: target.size,
    checkpoint: target,
    ...(cosigned && at !== undefined ? { cosigned: { size: cosigned.checkpoint.size, atSeconds: at } } : {}),
  }
}

/** What witnesses say they have seen; undefined when the trust file names none. */
async function readCosigned({ trust, readPublished }: VerifyOptions): Promise<Cosigned | undefined> {
  if (trust.ledgerPolicy === undefined) return undefined
  const policy = parsePolicy(trust.ledgerPolicy)
  if (policy.witnesses.length === 0) return undefined
  const text = await readPublished()
  await verifyCheckpoint(proofCrypto, trust, text)
  return checkCosigned(proofCrypto.verifyEd25519, policy, decodeNote(text))
}

function refusal(fault: Fault, check: LedgerCheck, target: Checkpoint): LedgerVerdict {
  const { size } = target
  if (fault.problem === 'entry_not_canonical')
    return { ok: false, size, code: 'unreadable_entry', badIndex: fault.index }
  const other = check.size === size && !equalBytes(check.root(), target.root)
  return { ok: false, size, code: other ? 'other_root' : 'other_history' }
}

/** What is no base64url is no entry either. */
function bytesOf(entry: string): Uint8Array {
  try {
    return fromBase64Url(entry)
  } catch {
    return new Uint8Array(0)
  }
}
