import { hash } from 'node:crypto'
import { emptyRoot, nodeHash } from '#domain/merkle'

export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

const HASH_BYTES = 32

/** Hashes of one level, one after the other in a buffer that doubles. */
class Level {
  private buffer = Buffer.alloc(64 * HASH_BYTES)
  length = 0

  push(hash: Uint8Array): void {
    if ((this.length + 1) * HASH_BYTES > this.buffer.length) {
      const larger = Buffer.alloc(this.buffer.length * 2)
      this.buffer.copy(larger)
      this.buffer = larger
    }
    this.buffer.set(hash, this.length * HASH_BYTES)
    this.length++
  }

  at(index: number): Buffer {
    return this.buffer.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
  }

  truncate(length: number): void {
    this.length = Math.min(this.length, length)
  }
}

/**
 * The whole RFC 6962 tree in memory: every perfect subtree's hash, 64 bytes an entry in all (64 MB a million).
 * Proofs can be made for any size up to the present one.
 */
export class MemoryTree {
  private readonly levels: Level[] = [new Level()]

  get size(): number {
    return this.levels[0]!.length
  }

  push(leaf: Uint8Array): void {
    let hash = leaf
    for (let level = 0; ; level++) {
      this.levels[level] ??= new Level()
      const row = this.levels[level]!
      row.push(hash)
      if (row.length % 2 === 1) return
      hash = nodeHash(sha256, row.at(row.length - 2), row.at(row.length - 1))
    }
  }

  /** Root of the perfect subtree of 2^level entries that begins at entry index·2^level. */
  node(level: number, index: number): Buffer {
    const row = this.levels[level]
    if (!row || index < 0 || index >= row.length) throw new RangeError('no such node')
    return row.at(index)
  }

  /** Forgets every leaf from `size` on: what was pushed for a commit that did not happen. */
  truncate(size: number): void {
    let length = size
    for (const level of this.levels) {
      level.truncate(length)
      length = Math.floor(length / 2)
    }
  }

  root(size = this.size): Buffer {
    if (size === 0) return Buffer.from(emptyRoot(sha256))
    return Buffer.from(this.hash(0, size))
  }

  /** RFC 6962 §2.1.1: PATH(index, D[size]), from the leaf's sibling up. */
  inclusion(index: number, size: number): Buffer[] {
    if (index < 0 || index >= size || size > this.size) throw new RangeError('no such entry at that size')
    const path: Buffer[] = []
    let start = 0
    let end = size
    while (end - start > 1) {
      const split = start + largestPowerBelow(end - start)
      if (index < split) {
        path.push(Buffer.from(this.hash(split, end)))
        end = split
      } else {
        path.push(Buffer.from(this.hash(start, split)))
        start = split
      }
    }
    return path.reverse()
  }

  /** RFC 6962 §2.1.2: PROOF(oldSize, D[size]); empty from size 0 and to itself. */
  consistency(oldSize: number, size: number): Buffer[] {
    if (oldSize < 0 || oldSize > size || size > this.size) throw new RangeError('no such sizes')
    if (oldSize === 0 || oldSize === size) return []
    const path: Buffer[] = []
    let start = 0
    let end = size
    let whole = true
    while (oldSize !== end) {
      const split = start + largestPowerBelow(end - start)
      if (oldSize <= split) {
        path.push(Buffer.from(this.hash(split, end)))
        end = split
      } else {
        path.push(Buffer.from(this.hash(start, split)))
        start = split
        whole = false
      }
    }
    if (!whole) path.push(Buffer.from(this.hash(start, end)))
    return path.reverse()
  }

  /** MTH(D[start:end]) where `start` is a multiple of the smallest power of two that holds the range. */
  private hash(start: number, end: number): Buffer {
    const count = end - start
    const level = Math.log2(count)
    if (Number.isInteger(level)) return this.levels[level]!.at(start / count)
    const split = start + largestPowerBelow(count)
    return Buffer.from(nodeHash(sha256, this.hash(start, split), this.hash(split, end)))
  }
}

/** The largest power of two smaller than n, for n > 1. */
function largestPowerBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
