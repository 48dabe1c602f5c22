import { diffieHellman, generateKeyPairSync } from 'node:crypto'
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex, utf8 } from '#domain/bytes'
import {
  hpkeOpen,
  hpkeSeal,
  isP256Point,
  kemSharedSecret,
  p256PrivateFromScalar,
  p256PublicFromRaw,
  p256RawPublic,
} from './hpke'

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const bytes = () => fc.uint8Array({ maxLength: 200 })

/** RFC 9180 A.3.1: DHKEM(P-256, HKDF-SHA256), base mode. Its AEAD is another one, its KEM is ours. */
const RFC = {
  skEm: '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
  enc:
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9' +
    '8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  skRm: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
  pkRm:
    '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82' +
    '6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
  sharedSecret: 'c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8',
}

describe('HPKE', () => {
  it('derives the shared secret of RFC 9180 A.3.1 from either side', () => {
    const ephemeral = p256PrivateFromScalar(fromHex(RFC.skEm))
    const recipient = p256PrivateFromScalar(fromHex(RFC.skRm))
    expect(toHex(p256RawPublic(ephemeral))).toBe(RFC.enc)
    expect(toHex(p256RawPublic(recipient))).toBe(RFC.pkRm)
    const [enc, recipientRaw] = [fromHex(RFC.enc), fromHex(RFC.pkRm)]
    for (const [privateKey, publicRaw] of [
      [ephemeral, recipientRaw],
      [recipient, enc],
    ] as const) {
      const dh = diffieHellman({ privateKey, publicKey: p256PublicFromRaw(publicRaw) })
      expect(toHex(kemSharedSecret(dh, enc, recipientRaw))).toBe(RFC.sharedSecret)
    }
  })

  it('opens what @hpke/core seals, and @hpke/core opens what it seals', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(), bytes(), bytes(), async (info, aad, plaintext) => {
        const recipient = pair()
        const raw = p256RawPublic(recipient)
        const theirs = await suite.seal(
          {
            recipientPublicKey: await suite.kem.deserializePublicKey(Uint8Array.from(raw).buffer),
            info: Uint8Array.from(info).buffer,
          },
          Uint8Array.from(plaintext).buffer,
          Uint8Array.from(aad).buffer,
        )
        expect([
          ...hpkeOpen(recipient, new Uint8Array(theirs.enc), info, aad, new Uint8Array(theirs.ct)),
        ]).toEqual([...plaintext])
        const ours = hpkeSeal(raw, info, aad, plaintext)
        const jwk = recipient.export({ format: 'jwk' }) as JsonWebKey
        const recipientKey = await crypto.subtle.importKey(
          'jwk',
          jwk,
          { name: 'ECDH', namedCurve: 'P-256' },
          true,
          ['deriveBits'],
        )
        const opened = await suite.open(
          { recipientKey, enc: Uint8Array.from(ours.enc).buffer, info: Uint8Array.from(info).buffer },
          Uint8Array.from(ours.ciphertext).buffer,
          Uint8Array.from(aad).buffer,
        )
        expect([...new Uint8Array(opened)]).toEqual([...plaintext])
      }),
      { numRuns: 25 },
    )
  })

  it('opens with nothing but the exact key, info, AAD and bytes', () => {
    const recipient = pair()
    const { enc, ciphertext } = hpkeSeal(p256RawPublic(recipient), utf8('info'), utf8('aad'), utf8('secret'))
    expect(hpkeOpen(recipient, enc, utf8('info'), utf8('aad'), ciphertext).toString()).toBe('secret')
    expect(() => hpkeOpen(pair(), enc, utf8('info'), utf8('aad'), ciphertext)).toThrow()
    expect(() => hpkeOpen(recipient, enc, utf8('onfi'), utf8('aad'), ciphertext)).toThrow()
    expect(() => hpkeOpen(recipient, enc, utf8('info'), utf8('add'), ciphertext)).toThrow()
    for (let i = 0; i < ciphertext.length; i++) {
      const changed = Buffer.from(ciphertext)
      changed[i]! ^= 1
      expect(() => hpkeOpen(recipient, enc, utf8('info'), utf8('aad'), changed)).toThrow()
      expect(() => hpkeOpen(recipient, enc, utf8('info'), utf8('aad'), ciphertext.subarray(0, i))).toThrow()
    }
    for (let i = 0; i < enc.length; i++) {
      const changed = Buffer.from(enc)
      changed[i]! ^= 1
      expect(() => hpkeOpen(recipient, changed, utf8('info'), utf8('aad'), ciphertext)).toThrow()
    }
  })

  it('refuses points that are not on the curve, compressed, cut or at infinity', () => {
    const raw = p256RawPublic(pair())
    expect(isP256Point(raw)).toBe(true)
    const off = Buffer.from(raw)
    off[40]! ^= 1
    for (const bad of [
      off,
      raw.subarray(0, 64),
      Buffer.concat([Buffer.from([2]), raw.subarray(1, 33)]),
      Buffer.alloc(65),
      Buffer.from([0]),
    ]) {
      expect(isP256Point(bad)).toBe(false)
      expect(() => hpkeSeal(bad, utf8(''), utf8(''), utf8('x'))).toThrow()
    }
  })
})
