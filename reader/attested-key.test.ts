import { isoCBOR } from '@simplewebauthn/server/helpers'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { SoftwarePasskey } from '#tests/support/keys/software-passkey'
import { madeFingerprint } from './attested-key'

function dataOf(passkey: SoftwarePasskey): Uint8Array {
  const { attestationObject } = passkey.create(new Uint8Array(32), { origin: 'https://reader.test' })
  const attestation = isoCBOR.decodeFirst<Map<string, Uint8Array>>(fromBase64Url(attestationObject))
  return attestation.get('authData')!
}

describe('the fingerprint of a passkey that was made here', () => {
  it('covers its id and its key, for every algorithm, with and without extensions behind them', () => {
    for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
      const passkey = new SoftwarePasskey(algorithm)
      const data = dataOf(passkey)
      expect(toBase64Url(madeFingerprint(data))).toBe(passkey.fingerprint)
      const extended = Uint8Array.from([...data, 0xa1, 0x61, 0x78, 0x01])
      expect(toBase64Url(madeFingerprint(extended))).toBe(passkey.fingerprint)
    }
  })

  it('is another one for the same id with another key', () => {
    const data = dataOf(new SoftwarePasskey('EdDSA'))
    const before = toBase64Url(madeFingerprint(data))
    data[data.length - 1]! ^= 1
    expect(toBase64Url(madeFingerprint(data))).not.toBe(before)
  })

  it('refuses data that hold no credential, or half of one', () => {
    const data = dataOf(new SoftwarePasskey())
    for (const length of [0, 36, 54, 90, data.length - 1])
      expect(() => madeFingerprint(data.subarray(0, length))).toThrow(RangeError)
  })
})
