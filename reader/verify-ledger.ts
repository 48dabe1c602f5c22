import { z } from 'zod'
import { equalBytes, fromBase64Url } from '#domain/bytes'
import type { Checkpoint } from '#domain/checkpoint'
import { type LedgerTrust, verifyCheckpoint } from '#domain/committed-entry'
import { decodeEntry } from '#domain/ledger-entry'
import { leafHash, RootBuilder } from '#domain/merkle'
import { VerificationError } from './refusal'
import { proofCrypto, sha256 } from './web-crypto'

export const PAGE_ENTRIES = 1_000
const Page = z.object({ entries: z.array(z.string()), size: z.int().min(0), checkpoint: z.string() })

export type LedgerCheck =
  | { ok: true; size: number; checkpoint: Checkpoint }
  | {
      ok: false
      size: number
      code: 'unreadable_entry' | 'other_root' | 'other_history' | 'missing_entries'
      badIndex?: number
    }

/**
 * Reads the whole ledger and hashes every byte of it again. The first page's checkpoint says how much is read:
 * reading is itself recorded, so the ledger grows meanwhile.
 *
 * @param seen the last checkpoint that this browser kept: the tree of that size must still have its root.
 * @throws VerificationError, ProofError or RelayError when nothing could be checked.
 */
export async function verifyLedger(options: {
  trust: LedgerTrust
  seen: Checkpoint | undefined
  readPage: (from: number, limit: number) => Promise<unknown>
  onProgress: (done: number, size: number) => void
}): Promise<LedgerCheck> {
  const { trust, seen, readPage, onProgress } = options
  const builder = new RootBuilder(sha256)
  let target: Checkpoint | undefined
  while (target === undefined || builder.size < target.size) {
    const left = target === undefined ? PAGE_ENTRIES : target.size - builder.size
    const parsed = Page.safeParse(await readPage(builder.size, Math.min(left, PAGE_ENTRIES)))
    if (!parsed.success) throw new VerificationError('bad_answer')
    target ??= await verifyCheckpoint(proofCrypto, trust, parsed.data.checkpoint)
    const { size } = target
    if (seen && seen.size > size) return { ok: false, size, code: 'other_history' }
    const entries = parsed.data.entries.slice(0, size - builder.size)
    if (entries.length === 0 && size > 0)
      return { ok: false, size, code: 'missing_entries', badIndex: builder.size }
    for (const entry of entries) {
      if (isOtherHistory(builder, seen)) return { ok: false, size, code: 'other_history' }
      const bytes = readEntry(entry)
      if (!bytes) return { ok: false, size, code: 'unreadable_entry', badIndex: builder.size }
      builder.add(leafHash(sha256, bytes))
    }
    onProgress(builder.size, size)
    if (size === 0) break
  }
  const { size } = target
  if (isOtherHistory(builder, seen)) return { ok: false, size, code: 'other_history' }
  if (!equalBytes(builder.root(), target.root)) return { ok: false, size, code: 'other_root' }
  return { ok: true, size, checkpoint: target }
}

function isOtherHistory(builder: RootBuilder, seen: Checkpoint | undefined): boolean {
  return seen !== undefined && seen.size === builder.size && !equalBytes(builder.root(), seen.root)
}

function readEntry(entry: string): Uint8Array | undefined {
  try {
    const bytes = fromBase64Url(entry)
    decodeEntry(bytes)
    return bytes
  } catch {
    return undefined
  }
}
