import { createHash } from 'node:crypto'
import { combine, split } from 'shamir-secret-sharing'
import { z } from 'zod'
import { toBase64Url } from '#domain/bytes'
import { p256PrivateFromScalar, p256RawPublic } from '#lib/hpke'
import { decodeBase64, encodeBase64 } from '../secrets/base64-bytes'
import type { BackupHead } from './backup'
import { signerHash } from './manifest'

/**
 * The private key of a backup, cut into shares (Shamir, GF(256), of the audited package shamir-secret-sharing): any
 * `needed` of them give it back, fewer say nothing. Each is a text file for one person, to print or to lock away:
 *
 *   countersign key backup · share 2 of 5 · birch
 *   backup: <16 hex>
 *   needed: 3
 *   signer: <base64url of SHA-256 of the public key that signs the backup>
 *   share: <base64 of 33 bytes>
 *   check: <12 hex of SHA-256 over the lines above>
 */
export const MOST_SHARES = 16
/** One for each share, so that people can say on the telephone whose it is. */
const WORDS =
  'amber birch cedar delta ember fjord grove heron indigo juniper kelp larch maple north ochre pearl'.split(
    ' ',
  )
const HEADER = /^countersign key backup · share (\d{1,2}) of (\d{1,2}) · ([a-z]+)$/
const SHARE_BYTES = 33

export type Share = {
  number: number
  word: string
  backup: string
  needed: number
  signer: string
  shares: number
  bytes: Buffer
}
export const ShareCounts = z
  .object({ needed: z.int().min(2), shares: z.int().max(MOST_SHARES) })
  .refine(({ needed, shares }) => needed <= shares, 'more shares are needed than there are')

/** Names a share that must not be used. */
export class ShareProblem extends Error {
  override readonly name = 'ShareProblem'
}

/** @param scalar 32 bytes. @returns the text of each share, as bytes; the caller zeroes them. */
export async function splitKey(
  scalar: Uint8Array,
  head: BackupHead,
): Promise<{ word: string; text: Buffer }[]> {
  const { needed, shares } = ShareCounts.parse(head)
  const parts = await split(Uint8Array.from(scalar), shares, needed)
  return parts.map((part, i) => {
    const word = WORDS[i]!
    const encoded = encodeBase64(part)
    part.fill(0)
    const lines = Buffer.concat([
      Buffer.from(`countersign key backup · share ${i + 1} of ${shares} · ${word}\n`),
      Buffer.from(`backup: ${head.id}\nneeded: ${needed}\nsigner: ${signerHash(head.signerKey)}\nshare: `),
      encoded,
      Buffer.from('\n'),
    ])
    encoded.fill(0)
    const text = Buffer.concat([lines, Buffer.from(`check: ${checkOf(lines)}\n`)])
    lines.fill(0)
    return { word, text }
  })
}

function checkOf(lines: Uint8Array): string {
  return createHash('sha256').update(lines).digest('hex').slice(0, 12)
}

/** @param name of the file, for the message. @throws ShareProblem when it is not a share or was damaged. */
export function readShare(name: string, text: Buffer): Share {
  const damaged = () => new ShareProblem(`${name} is damaged or mistyped: its check does not match`)
  const checkAt = text.lastIndexOf('check: ')
  const shareAt = text.lastIndexOf('share: ')
  if (checkAt < 0 || shareAt < 0 || shareAt > checkAt)
    throw new ShareProblem(`${name} is not a share of a key backup`)
  if (text.subarray(checkAt).toString('latin1').trim() !== `check: ${checkOf(text.subarray(0, checkAt))}`)
    throw damaged()
  const head = text.subarray(0, shareAt).toString('utf8').split('\n')
  const [, number, shares, word] = HEADER.exec(head[0] ?? '') ?? []
  const backup = /^backup: ([0-9a-f]{16})$/.exec(head[1] ?? '')?.[1]
  const needed = /^needed: (\d{1,2})$/.exec(head[2] ?? '')?.[1]
  const signer = /^signer: ([\w-]{43})$/.exec(head[3] ?? '')?.[1]
  if (!number || !shares || !word || !backup || !needed || !signer) throw damaged()
  if (WORDS[Number(number) - 1] !== word) throw damaged()
  let bytes: Buffer
  try {
    bytes = decodeBase64(text.subarray(shareAt + 'share: '.length, checkAt - 1))
  } catch {
    throw damaged()
  }
  if (bytes.length !== SHARE_BYTES) throw damaged()
  return {
    ...{ number: Number(number), word, backup, needed: Number(needed), signer, shares: Number(shares) },
    bytes,
  }
}

/**
 * The backup's private key from shares. @throws ShareProblem naming the share that is another backup's, names another
 * signing key or is given twice, or saying how many are missing. The shares are zeroed.
 */
export async function joinShares(head: BackupHead, shares: readonly { file: string; share: Share }[]) {
  try {
    const seen = new Map<number, string>()
    for (const { file, share } of shares) {
      if (share.backup !== head.id)
        throw new ShareProblem(`${file} (${share.word}) is a share of another backup`)
      if (share.signer !== signerHash(head.signerKey))
        throw new ShareProblem(
          `${file} (${share.word}) names another signing key than the directory: the backup, or the share, is forged`,
        )
      const twin = seen.get(share.number)
      if (twin !== undefined) throw new ShareProblem(`${file} and ${twin} are the same share (${share.word})`)
      seen.set(share.number, file)
    }
    if (shares.length < head.needed)
      throw new ShareProblem(
        `${shares.length} of ${head.needed} shares are not enough: nothing can be opened`,
      )
    const scalar = Buffer.from(await combine(shares.map(({ share }) => Uint8Array.from(share.bytes))))
    try {
      const key = p256PrivateFromScalar(scalar)
      if (toBase64Url(p256RawPublic(key)) === head.publicKey) return key
    } catch {
      // A scalar that is no key: said below.
    } finally {
      scalar.fill(0)
    }
    throw new ShareProblem('these shares do not give the key of this backup: one of them was altered')
  } finally {
    for (const { share } of shares) share.bytes.fill(0)
  }
}
