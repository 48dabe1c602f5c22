import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryTree } from '#services/ledger/tree'
import vectors from '../tests/vectors/ledger.json'
import { fromHex, toHex } from './bytes'
import { emptyRoot, leafHash, RootBuilder, verifyConsistency, verifyInclusion } from './merkle'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** The inputs and roots that certificate transparency's reference implementations share. */
const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const CT_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

function treeOf(size: number): { tree: MemoryTree; leaves: Uint8Array[] } {
  const tree = new MemoryTree()
  const leaves = Array.from({ length: size }, (_, i) => leafHash(sha256, Buffer.from(`entry ${i}`)))
  for (const leaf of leaves) tree.push(leaf)
  return { tree, leaves }
}

describe('the Merkle tree', () => {
  it('has the roots of RFC 6962’s reference implementations', () => {
    expect(toHex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    const builder = new RootBuilder(sha256)
    const tree = new MemoryTree()
    CT_LEAVES.forEach((leaf, i) => {
      const hash = leafHash(sha256, fromHex(leaf))
      builder.add(hash)
      tree.push(hash)
      expect(toHex(builder.root())).toBe(CT_ROOTS[i])
      expect(toHex(tree.root())).toBe(CT_ROOTS[i])
    })
    for (let size = 1; size <= 8; size++) expect(toHex(tree.root(size))).toBe(CT_ROOTS[size - 1])
  })

  it('has the frozen leaves, roots and proofs', () => {
    const tree = new MemoryTree()
    vectors.entries.forEach((entry, i) => {
      const leaf = leafHash(sha256, fromHex(entry))
      expect(toHex(leaf)).toBe(vectors.leaves[i])
      tree.push(leaf)
      expect(toHex(tree.root())).toBe(vectors.roots[i])
    })
    const { inclusion, consistency } = vectors
    expect(tree.inclusion(inclusion.index, inclusion.size).map(toHex)).toEqual(inclusion.proof)
    expect(tree.consistency(consistency.from, consistency.to).map(toHex)).toEqual(consistency.proof)
  })

  it('proves every entry of every size, and nothing else', () => {
    const { tree, leaves } = treeOf(40)
    for (let size = 1; size <= 40; size++) {
      const root = tree.root(size)
      for (let index = 0; index < size; index++) {
        const proof = tree.inclusion(index, size)
        expect(verifyInclusion(sha256, leaves[index]!, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(sha256, leaves[index]!, (index + 1) % size, size, proof, root)).toBe(
          size === 1,
        )
        expect(verifyInclusion(sha256, leaves[(index + 1) % 40]!, index, size, proof, root)).toBe(false)
        expect(verifyInclusion(sha256, leaves[index]!, index, size, [...proof, root], root)).toBe(false)
        expect(verifyInclusion(sha256, leaves[index]!, index, size, proof.slice(1), root)).toBe(size === 1)
      }
    }
    expect(verifyInclusion(sha256, leaves[0]!, 0, 0, [], tree.root(0))).toBe(false)
  })

  it('proves that every size extends every smaller one, and nothing else', () => {
    const { tree } = treeOf(40)
    for (let from = 1; from <= 40; from++)
      for (let to = from; to <= 40; to++) {
        const proof = tree.consistency(from, to)
        const check = (path: Uint8Array[], oldRoot = tree.root(from), newRoot = tree.root(to)) =>
          verifyConsistency(sha256, from, to, oldRoot, newRoot, path)
        expect(check(proof)).toBe(true)
        expect(check(proof, sha256(Buffer.from('another')))).toBe(false)
        expect(check(proof, tree.root(from), sha256(Buffer.from('another')))).toBe(false)
        expect(check([...proof, tree.root(1)])).toBe(false)
        if (proof.length > 0) expect(check(proof.slice(0, -1))).toBe(false)
      }
    expect(verifyConsistency(sha256, 0, 5, tree.root(0), tree.root(5), [])).toBe(true)
    expect(verifyConsistency(sha256, 6, 5, tree.root(6), tree.root(5), [])).toBe(false)
  })

  it('no flipped bit of a proof verifies', () => {
    const { tree, leaves } = treeOf(100)
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.nat({ max: 6 }), fc.nat({ max: 255 }), (index, step, bit) => {
        const proof = tree.inclusion(index, 100).map((hash) => Uint8Array.from(hash))
        const hash = proof[step % proof.length]!
        hash[bit >> 3]! ^= 1 << (bit & 7)
        expect(verifyInclusion(sha256, leaves[index]!, index, 100, proof, tree.root())).toBe(false)
      }),
    )
  })

  it('forgets what was not committed', () => {
    const { tree, leaves } = treeOf(37)
    fc.assert(
      fc.property(fc.nat({ max: 37 }), fc.nat({ max: 20 }), (size, extra) => {
        tree.truncate(size)
        for (let i = 0; i < extra; i++) tree.push(sha256(Buffer.from([i])))
        tree.truncate(size)
        for (const leaf of leaves.slice(size)) tree.push(leaf)
        expect(tree.root().equals(treeOf(37).tree.root())).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
