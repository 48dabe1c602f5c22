import { equalBytes } from './bytes'

/**
 * The Merkle tree of RFC 6962 §2.1: leaf SHA-256(00 ‖ bytes), node SHA-256(01 ‖ left ‖ right). The hash is
 * handed in, so that the key service (node:crypto), the verifier and the browser run the same code.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

// A verifier makes two hashes an entry: the bytes are put together in place, not by way of a list.
const node = new Uint8Array(65).fill(1, 0, 1)

export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + 1)
  bytes.set(entry, 1)
  return sha256(bytes)
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== 32 || right.length !== 32) throw new RangeError('a node is made of two hashes')
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

/** Root of the empty tree is the hash of no bytes (RFC 6962 §2.1). */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** Folds leaves one by one into a root in O(log n) memory: the verifier's way through a million entries. */
export class RootBuilder {
  private readonly peaks: { level: number; hash: Uint8Array }[] = []
  private readonly sha256: Sha256
  size = 0

  constructor(sha256: Sha256) {
    this.sha256 = sha256
  }

  add(leaf: Uint8Array): void {
    this.addSubtree(leaf, 0)
  }

  /** Adds the root of 2^level entries at once; what stands before it must be whole subtrees of at least that size. */
  addSubtree(root: Uint8Array, at: number): void {
    let hash = root
    let level = at
    while (this.peaks.at(-1)?.level === level) {
      hash = nodeHash(this.sha256, this.peaks.pop()!.hash, hash)
      level++
    }
    this.peaks.push({ level, hash })
    this.size += 2 ** at
  }

  root(): Uint8Array {
    if (this.peaks.length === 0) return emptyRoot(this.sha256)
    let hash = this.peaks.at(-1)!.hash
    for (let i = this.peaks.length - 2; i >= 0; i--) hash = nodeHash(this.sha256, this.peaks[i]!.hash, hash)
    return hash
  }
}

/**
 * Checks an inclusion proof (RFC 9162 §2.1.3.2, the same tree as RFC 6962).
 * An empty tree includes nothing: a size of 0 is refused whatever the proof says.
 */
export function verifyInclusion(
  sha256: Sha256,
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (sibling.length !== 32 || sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sha256, sibling, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      hash = nodeHash(sha256, hash, sibling)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equalBytes(hash, root)
}

/** Checks that the tree of `newSize` extends the tree of `oldSize` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(
  sha256: Sha256,
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize)
    return false
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot)
  // Every tree extends the empty one, and there is nothing to prove it with.
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, emptyRoot(sha256))
  if (proof.length === 0 || proof.some((hash) => hash.length !== 32)) return false
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof
  let fn = oldSize - 1
  let sn = newSize - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  let fr = path[0]!
  let sr = path[0]!
  for (const c of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(sha256, c, fr)
      sr = nodeHash(sha256, c, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      sr = nodeHash(sha256, sr, c)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equalBytes(fr, oldRoot) && equalBytes(sr, newRoot)
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value))
}
