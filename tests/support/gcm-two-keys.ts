import { createCipheriv } from 'node:crypto'

/**
 * AES-GCM does not commit to its key (Grubbs, Lu, Ristenpart 2017; Dodis et al. 2018): whoever knows two keys makes one
 * ciphertext that opens under both. The tag is linear in each block of ciphertext, so one block is solved for.
 */

/** Blocks are bit-reflected polynomials over GF(2^128) (NIST SP 800-38D §6.3): the first bit is the constant term. */
const R = 0xe1n << 120n
type Block = bigint

function multiply(x: Block, y: Block): Block {
  let z = 0n
  let v = y
  for (let i = 127n; i >= 0n; i--) {
    if ((x >> i) & 1n) z ^= v
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n
  }
  return z
}

/** x^(2^128 − 2), by Fermat. */
function invert(x: Block): Block {
  let result = 1n << 127n
  let square = x
  for (let i = 1; i < 128; i++) {
    square = multiply(square, square)
    result = multiply(result, square)
  }
  return result
}

const blockOf = (bytes: Uint8Array): Block =>
  BigInt(`0x${Buffer.from(bytes).toString('hex').padEnd(32, '0')}`)
const bytesOf = (block: Block): Buffer => Buffer.from(block.toString(16).padStart(32, '0'), 'hex')
const blocksOf = (bytes: Uint8Array): Block[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => blockOf(bytes.subarray(16 * i, 16 * i + 16)))

function encryptBlock(key: Uint8Array, block: Uint8Array): Block {
  return blockOf(createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block))
}

function ghash(h: Block, blocks: readonly Block[]): Block {
  return blocks.reduce((y, block) => multiply(y ^ block, h), 0n)
}

/**
 * @param ciphertext whole blocks; the last one is overwritten with what makes both tags equal.
 * @returns ciphertext ‖ tag[16] that AES-256-GCM opens under either key with this nonce and AAD.
 */
export function sealUnderTwoKeys(
  keys: readonly [Uint8Array, Uint8Array],
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Buffer {
  const lengths = (BigInt(aad.length * 8) << 64n) | BigInt(ciphertext.length * 8)
  const first = Buffer.concat([nonce, Buffer.from([0, 0, 0, 1])])
  const blocks = blocksOf(ciphertext)
  const last = blocks.length - 1
  const tagOf = (key: Uint8Array) => {
    const h = encryptBlock(key, Buffer.alloc(16))
    return { h, tag: ghash(h, [...blocksOf(aad), ...blocks, lengths]) ^ encryptBlock(key, first) }
  }
  blocks[last] = 0n
  const [a, b] = keys.map(tagOf) as [ReturnType<typeof tagOf>, ReturnType<typeof tagOf>]
  // The last block of ciphertext meets H twice: once for itself, once for the block of lengths behind it.
  const difference = multiply(a.h, a.h) ^ multiply(b.h, b.h)
  blocks[last] = multiply(a.tag ^ b.tag, invert(difference))
  return Buffer.concat([...blocks.map(bytesOf), bytesOf(tagOf(keys[0]).tag)])
}
