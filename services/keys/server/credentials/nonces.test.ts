import { describe, expect, it } from 'vitest'
import { Nonces } from './nonces'

const [MARA, JONAS] = ['0198a000-0000-7000-8000-000000000001', '0198a000-0000-7000-8000-000000000002']
const NOW = 1_790_000_000_000

describe('a nonce', () => {
  it('is taken once, by its person, within two minutes', () => {
    const nonces = new Nonces()
    const nonce = nonces.issue(MARA!, NOW)
    expect(nonces.take(nonce, JONAS!, NOW)).toBe(false)
    expect(nonces.take(nonce, MARA!, NOW + 119_999)).toBe(true)
    expect(nonces.take(nonce, MARA!, NOW + 119_999)).toBe(false)
    expect(nonces.take(nonces.issue(MARA!, NOW), MARA!, NOW + 120_000)).toBe(false)
  })

  it('lives although somebody asks for a hundred thousand others', () => {
    const nonces = new Nonces()
    const nonce = nonces.issue(MARA!, NOW)
    for (let n = 0; n < 100_000; n++) nonces.issue(MARA!, NOW)
    expect(nonces.take(nonce, MARA!, NOW + 1_000)).toBe(true)
  })

  it('cannot be made up, lengthened, or spelled otherwise', () => {
    const nonces = new Nonces()
    const nonce = Buffer.from(nonces.issue(MARA!, NOW), 'base64url')
    for (let byte = 0; byte < nonce.length; byte++) {
      const forged = Buffer.from(nonce)
      forged[byte]! ^= 1
      expect(nonces.take(forged.toString('base64url'), MARA!, NOW)).toBe(false)
    }
    expect(nonces.take('', MARA!, NOW)).toBe(false)
    expect(nonces.take(`${nonce.toString('base64url')}=`, MARA!, NOW)).toBe(false)
    expect(nonces.take(new Nonces().issue(MARA!, NOW), MARA!, NOW)).toBe(false)
  })
})
