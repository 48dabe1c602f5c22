import { createCipheriv, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openGcm } from './aes-gcm'

const key = randomBytes(32)
const nonce = randomBytes(12)
const aad = Buffer.from('what it is for')

function seal(plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

describe('openGcm', () => {
  it('gives back what was sealed, nothing included', () => {
    for (const plaintext of [Buffer.alloc(0), randomBytes(1), randomBytes(70_000)])
      expect(openGcm(key, nonce, aad, seal(plaintext))).toEqual(plaintext)
  })

  it('refuses another key, nonce, AAD or byte, and a tag that was cut', () => {
    const sealed = seal(Buffer.from('text'))
    expect(() => openGcm(randomBytes(32), nonce, aad, sealed)).toThrow()
    expect(() => openGcm(key, randomBytes(12), aad, sealed)).toThrow()
    expect(() => openGcm(key, nonce, Buffer.from('something else'), sealed)).toThrow()
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at]! ^= 1
      expect(() => openGcm(key, nonce, aad, changed), `byte ${at}`).toThrow()
    }
    for (const length of [0, 4, 15])
      expect(() => openGcm(key, nonce, aad, sealed.subarray(0, length))).toThrow()
  })
})
