import { createDecipheriv, generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toHex } from '#domain/bytes'
import { encodeHeader, type MessageFields, messageAad, TAG_BYTES } from '#domain/envelope'
import { sealUnderTwoKeys } from '#tests/support/gcm-two-keys'
import { openEnvelope } from '../reader/envelope'
import { deriveOkm, openMessage, sealMessage } from './envelope-node'
import { hpkeOpen, hpkeSeal, p256RawPublic } from './hpke'
import { openSecret, sealSecret } from './sealed-secret'

const FIELDS: MessageFields = {
  ...{ region: 'EU', platform: 'harbour', conversation: 'c_1', messageId: 'm_1', sender: 'u_2' },
  ...{ sentAtMs: 1_000, kind: 'text', franking: 'none' },
}

/** As the reader does it, with WebCrypto. */
function openInBrowser(envelope: Uint8Array, okm: Uint8Array, dekId: Uint8Array): Promise<Uint8Array> {
  return openEnvelope(envelope, { dek: toHex(dekId), seq: 0 }, Uint8Array.from(okm), FIELDS)
}

/** AES-256-GCM as a library without commitment would open it. */
function openBare(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  const split = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(split))
  return Buffer.concat([decipher.update(sealed.subarray(0, split)), decipher.final()])
}

describe('a ciphertext that opens under two keys', () => {
  const dekId = randomBytes(16)
  const [one, two] = [0, 1].map(() => deriveOkm(randomBytes(32), randomBytes(32), dekId, 0)) as [
    Buffer,
    Buffer,
  ]
  const nonce = randomBytes(12)
  const header = encodeHeader(dekId, 0, one.subarray(32))
  const aad = messageAad(header, FIELDS)
  const keys = [one.subarray(0, 32), two.subarray(0, 32)] as const
  const sealed = sealUnderTwoKeys(keys, nonce, aad, randomBytes(96))
  const envelope = Buffer.concat([header, nonce, sealed])

  it('is what AES-GCM lets anybody make who knows both', () => {
    const texts = keys.map((key) => openBare(key, nonce, aad, sealed))
    expect(texts[0]!.equals(texts[1]!)).toBe(false)
  })

  it('opens under the one that its envelope commits to, and is refused under the other', async () => {
    expect(openMessage(envelope, one, FIELDS)).toHaveLength(96)
    expect(() => openMessage(envelope, two, FIELDS)).toThrow('another key')
    expect(await openInBrowser(envelope, one, dekId)).toHaveLength(96)
    await expect(openInBrowser(envelope, two, dekId)).rejects.toThrow()
  })

  it('would open under the other but for the commitment', () => {
    const stripped = Buffer.concat([two.subarray(0, 32), one.subarray(32)])
    expect(openMessage(envelope, stripped, FIELDS)).toHaveLength(96)
  })
})

describe('a tag that was cut short, to four bytes or any other length', () => {
  it('is refused by everything that opens anything', async () => {
    const dekId = randomBytes(16)
    const [dek, salt] = [randomBytes(32), randomBytes(32)]
    const message = sealMessage(dek, dekId, 0, salt, FIELDS, Buffer.from('words'))
    const key = deriveOkm(dek, salt, dekId, 0)
    const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const [info, aad] = [Buffer.from('info'), Buffer.from('aad')]
    const { enc, ciphertext } = hpkeSeal(p256RawPublic(recipient), info, aad, Buffer.from('words'))
    const secretKey = randomBytes(32).toString('base64url')
    const secret = sealSecret(secretKey, 'words')
    for (let cut = 1; cut <= 16; cut++) {
      const short = (bytes: Buffer) => bytes.subarray(0, bytes.length - cut)
      expect(() => openMessage(short(message), key, FIELDS)).toThrow()
      await expect(openInBrowser(short(message), key, dekId)).rejects.toThrow()
      expect(() => hpkeOpen(recipient, enc, info, aad, short(ciphertext))).toThrow()
      expect(() => openSecret(secretKey, short(secret))).toThrow()
    }
    expect(openMessage(message, key, FIELDS).toString()).toBe('words')
  })
})
