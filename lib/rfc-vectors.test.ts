import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat, fromHex, toHex } from '#domain/bytes'
import { messageKeyInfo } from '#domain/envelope'
import { leafHash, verifyConsistency, verifyInclusion } from '#domain/merkle'
import { MemoryTree, sha256 } from '#services/ledger/tree'
import { privateKeyFromSeed, publicKeyFromRaw, rawPublicKey, signEd25519, verifyEd25519 } from './ed25519'
import { deriveOkm } from './envelope-node'
import { hpkeKeySchedule } from './hpke'

const range = (from: number, to: number) => Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** RFC 5869 A.1 to A.3: IKM, salt, info, OKM. */
const HKDF: [Uint8Array, Uint8Array, Uint8Array, string][] = [
  [
    new Uint8Array(22).fill(11),
    range(0, 12),
    range(0xf0, 0xf9),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  ],
  [
    range(0, 0x4f),
    range(0x60, 0xaf),
    range(0xb0, 0xff),
    'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  ],
  [
    new Uint8Array(22).fill(11),
    new Uint8Array(),
    new Uint8Array(),
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  ],
]

describe('HKDF (RFC 5869)', () => {
  it.each(HKDF)('gives the published output, case %#', (ikm, salt, info, okm) => {
    expect(Buffer.from(hkdfSync('sha256', ikm, salt, info, okm.length / 2)).toString('hex')).toBe(okm)
  })

  it('is what message keys are derived with, with SHA-512', () => {
    for (let n = 0; n < 50; n++) {
      const [dek, salt, dekId] = [randomBytes(32), randomBytes(32), randomBytes(16)]
      const expected = Buffer.from(hkdfSync('sha512', dek, salt, messageKeyInfo(dekId, n), 64))
      expect(deriveOkm(dek, salt, dekId, n).equals(expected)).toBe(true)
    }
  })
})

/** RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature. */
const ED25519 = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b' +
      'd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c' +
      '387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659' +
      '4a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

/** The order of the group, little-endian: S and S + L are the same number to a verifier that does not look. */
const L = (1n << 252n) + 27742317777372353535851937790883648493n
function addOrder(signature: Uint8Array): Uint8Array {
  let s = 0n
  for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i]!)
  s += L
  const out = Uint8Array.from(signature)
  for (let i = 32; i < 64; i++, s >>= 8n) out[i] = Number(s & 255n)
  return out
}

describe('Ed25519 (RFC 8032)', () => {
  it.each(ED25519)(
    'signs and verifies the published message, key %#',
    (seed, publicKey, message, signature) => {
      const key = privateKeyFromSeed(fromHex(seed))
      expect(toHex(rawPublicKey(key))).toBe(publicKey)
      expect(toHex(signEd25519(key, fromHex(message)))).toBe(signature)
      const verifier = publicKeyFromRaw(fromHex(publicKey))
      expect(verifyEd25519(verifier, fromHex(message), fromHex(signature))).toBe(true)
      expect(verifyEd25519(verifier, fromHex(`${message}00`), fromHex(signature))).toBe(false)
      expect(verifyEd25519(verifier, fromHex(message), addOrder(fromHex(signature)))).toBe(false)
    },
  )
})

describe('HPKE (RFC 9180 A.3.1)', () => {
  it('derives the published key and nonce, which seal the published ciphertext', () => {
    const shared = fromHex('c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8')
    const info = fromHex('4f6465206f6e2061204772656369616e2055726e')
    // DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: the RFC has none of P-256 with AES-256-GCM.
    const id = concat(Buffer.from('HPKE'), fromHex('001000010001'))
    const { key, nonce } = hpkeKeySchedule(shared, info, { id, keyBytes: 16 })
    expect(toHex(key)).toBe('868c066ef58aae6dc589b6cfdd18f97e')
    expect(toHex(nonce)).toBe('4e0bc5018beba4bf004cca59')
    const cipher = createCipheriv('aes-128-gcm', key, nonce)
    cipher.setAAD(fromHex('436f756e742d30'))
    const sealed = [
      cipher.update(fromHex('4265617574792069732074727574682c20747275746820626561757479')),
      cipher.final(),
    ]
    expect(toHex(Buffer.concat([...sealed, cipher.getAuthTag()]))).toBe(
      '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434',
    )
  })
})

/** Leaves, audit paths and consistency proofs that certificate transparency's implementations share. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const NODE = {
  l0: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  l1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  l4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  n01: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  n23: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  n45: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  n67: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  n03: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  n47: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
}
const PATHS: [number, number, string[]][] = [
  [0, 8, [NODE.l1, NODE.n23, NODE.n47]],
  [5, 8, [NODE.l4, NODE.n67, NODE.n03]],
  [2, 3, [NODE.n01]],
  [1, 5, [NODE.l0, NODE.n23, NODE.l4]],
]
const CONSISTENCY: [number, number, string[]][] = [
  [1, 8, [NODE.l1, NODE.n23, NODE.n47]],
  [6, 8, [NODE.n45, NODE.n67, NODE.n03]],
  [2, 5, [NODE.n23, NODE.l4]],
]

describe('Merkle proofs (RFC 6962)', () => {
  const tree = new MemoryTree()
  const leaves = LEAVES.map((leaf) => leafHash(sha256, fromHex(leaf)))
  for (const leaf of leaves) tree.push(leaf)

  it.each(PATHS)('has the published path of leaf %i in a tree of %i', (index, size, path) => {
    expect(tree.inclusion(index, size).map(toHex)).toEqual(path)
    expect(verifyInclusion(sha256, leaves[index]!, index, size, path.map(fromHex), tree.root(size))).toBe(
      true,
    )
  })

  it.each(CONSISTENCY)('has the published proof that %i grew into %i', (from, to, proof) => {
    expect(tree.consistency(from, to).map(toHex)).toEqual(proof)
    const roots = [tree.root(from), tree.root(to)] as const
    expect(verifyConsistency(sha256, from, to, ...roots, proof.map(fromHex))).toBe(true)
  })

  it('proves nothing against an empty tree', () => {
    for (const root of [tree.root(0), leaves[0]!])
      for (const proof of [[], [leaves[0]!]])
        expect(verifyInclusion(sha256, leaves[0]!, 0, 0, proof, root)).toBe(false)
    expect(() => tree.inclusion(0, 0)).toThrow()
  })
})
