import { createECDH, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseEpochFile } from '../epochs/epoch-file'
import type { BackupHead } from './backup'
import { joinShares, readShare, ShareProblem, splitKey } from './shares'

const ecdh = createECDH('prime256v1')
ecdh.generateKeys()
const scalar = Buffer.alloc(32)
const own = ecdh.getPrivateKey()
own.copy(scalar, 32 - own.length)
const head = (needed: number, shares: number): BackupHead => ({
  ...{ v: 2, id: randomBytes(8).toString('hex'), needed, shares },
  publicKey: ecdh.getPublicKey().toString('base64url'),
  signerKey: randomBytes(32).toString('base64url'),
})

describe('shares of a backup', () => {
  it('give the key back, any of them, as many as are needed and no fewer', async () => {
    for (const [needed, shares] of [
      [2, 2],
      [2, 3],
      [3, 5],
      [16, 16],
    ] as const) {
      const of = head(needed, shares)
      const texts = await splitKey(scalar, of)
      const read = (numbers: number[]) =>
        numbers.map((n) => ({ file: `${n}`, share: readShare(`${n}`, Buffer.from(texts[n]!.text)) }))
      const order = Array.from({ length: shares }, (_, i) => i).sort(() => Math.random() - 0.5)
      const key = await joinShares(of, read(order.slice(0, needed)))
      expect(key.asymmetricKeyType).toBe('ec')
      await expect(joinShares(of, read(order.slice(0, needed - 1)))).rejects.toThrow('not enough')
    }
  })

  it('refuses counts that make no sense', async () => {
    for (const [needed, shares] of [
      [1, 3],
      [4, 3],
      [2, 17],
      [0, 0],
    ] as const)
      await expect(splitKey(scalar, head(needed, shares))).rejects.toThrow()
  })

  describe('as text', () => {
    let text: Buffer
    beforeAll(async () => {
      text = (await splitKey(scalar, head(3, 5)))[2]!.text
    })

    it('is not a share any more when any one byte was changed, lost or added', () => {
      const whole = readShare('s', text)
      for (let at = 0; at < text.length; at++)
        for (const changed of [
          Buffer.concat([text.subarray(0, at), Buffer.from([text[at]! ^ 1]), text.subarray(at + 1)]),
          Buffer.concat([text.subarray(0, at), text.subarray(at + 1)]),
          Buffer.concat([text.subarray(0, at), Buffer.from('x'), text.subarray(at)]),
        ])
          try {
            // White space after the check is no change; everything else must be named.
            const share = readShare('s', changed)
            expect(share.bytes.equals(whole.bytes) && share.number === whole.number).toBe(true)
            expect(at).toBeGreaterThanOrEqual(text.length - 1)
          } catch (error) {
            expect(error).toBeInstanceOf(ShareProblem)
          }
    })

    it('never fails but by naming the file, whatever it is given', () => {
      fc.assert(
        fc.property(
          fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 })),
          (noise) => {
            for (const bytes of [
              Buffer.from(noise),
              Buffer.concat([text.subarray(0, 90), Buffer.from(noise)]),
            ])
              expect(() => readShare('s', bytes)).toThrow(ShareProblem)
          },
        ),
        { numRuns: 2_000 },
      )
    })
  })
})

describe('an epoch file', () => {
  it('is refused, and nothing worse, when it is noise or JSON of another shape', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.json()), (noise) => {
        expect(() => parseEpochFile(Buffer.from(noise))).toThrow()
      }),
      { numRuns: 2_000 },
    )
  })
})
