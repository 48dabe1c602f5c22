import { createHash, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import { toBase64Url } from '#domain/bytes'
import { encodeCheckpoint, encodeNote } from '#domain/checkpoint'
import type { CommittedEntry } from '#domain/key-request'
import { encodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { emptyRoot, leafHash, nodeHash } from '#domain/merkle'
import { generatePrivatePem, rawPublicKey, signEd25519, vkeyOf } from '#lib/ed25519'

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

type Stamped<T> = T extends LedgerEntry ? Omit<T, 'v' | 'at' | 'n'> : never

/**
 * A real RFC 6962 ledger in memory with real signatures, written straight from the RFC's recursive definitions
 * and so independent of the key service's. Tests of the reader tamper with what it hands out.
 */
export class SmallLedger {
  readonly origin = 'test.invalid/countersign'
  readonly vkey: string
  readonly entries: Uint8Array[] = []
  private readonly key: KeyObject
  private readonly keyId: Buffer

  constructor() {
    this.key = createPrivateKey(generatePrivatePem())
    const { vkey, keyId } = vkeyOf(this.origin, rawPublicKey(this.key))
    this.vkey = vkey
    this.keyId = keyId
  }

  append(entry: Stamped<LedgerEntry>): number {
    const n = toBase64Url(randomBytes(16))
    this.entries.push(encodeEntry({ ...entry, v: 1, at: Date.now(), n } as LedgerEntry))
    return this.entries.length - 1
  }

  checkpoint(size = this.entries.length): string {
    const text = encodeCheckpoint({ origin: this.origin, size, root: this.root(0, size) })
    const signature = signEd25519(this.key, Buffer.from(text))
    return encodeNote({ text, signatures: [{ name: this.origin, keyId: this.keyId, signature }] })
  }

  committed(index: number): CommittedEntry {
    const proof = this.path(index, 0, this.entries.length).map(toBase64Url)
    return { entry: toBase64Url(this.entries[index]!), index, proof, checkpoint: this.checkpoint() }
  }

  consistency(oldSize: number): string[] {
    if (oldSize === 0 || oldSize === this.entries.length) return []
    return this.subproof(oldSize, 0, this.entries.length, true).map(toBase64Url)
  }

  root(from: number, to: number): Uint8Array {
    if (to === from) return emptyRoot(sha256)
    if (to - from === 1) return leafHash(sha256, this.entries[from]!)
    const middle = from + split(to - from)
    return nodeHash(sha256, this.root(from, middle), this.root(middle, to))
  }

  /** PATH of RFC 6962 §2.1.1. */
  private path(index: number, from: number, to: number): Uint8Array[] {
    if (to - from === 1) return []
    const middle = from + split(to - from)
    return index < middle
      ? [...this.path(index, from, middle), this.root(middle, to)]
      : [...this.path(index, middle, to), this.root(from, middle)]
  }

  /** SUBPROOF of RFC 6962 §2.1.2. */
  private subproof(old: number, from: number, to: number, whole: boolean): Uint8Array[] {
    const size = to - from
    if (old === size) return whole ? [] : [this.root(from, to)]
    const k = split(size)
    return old <= k
      ? [...this.subproof(old, from, from + k, whole), this.root(from + k, to)]
      : [...this.subproof(old - k, from + k, to, false), this.root(from, from + k)]
  }
}

/** The largest power of two below the size. */
function split(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
