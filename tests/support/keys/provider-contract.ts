import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { KeyProvider } from '#services/keys/server/root-key/key-provider'

/** What every provider of a root key must do. `rotate` gives the provider as it is once its root key was rotated. */
export function providerContract(open: () => Promise<KeyProvider>, rotate: () => Promise<KeyProvider>): void {
  const context = Buffer.from('what it is for')

  it('gives back what it wrapped, for any bytes and any length', async () => {
    const provider = await open()
    for (const length of [1, 2, 3, 31, 32, 64, 65]) {
      const plaintext = randomBytes(length)
      const wrapped = await provider.wrap(plaintext, context)
      expect(wrapped.includes(plaintext) && length > 3).toBe(false)
      expect((await provider.unwrap(wrapped, context)).equals(plaintext)).toBe(true)
    }
  })

  it('never wraps the same bytes into the same', async () => {
    const provider = await open()
    const wrapped = await Promise.all(
      Array.from({ length: 20 }, () => provider.wrap(Buffer.alloc(64), context)),
    )
    expect(new Set(wrapped.map((bytes) => bytes.toString('latin1'))).size).toBe(20)
  })

  it('refuses another context, every changed byte, and what is cut short', async () => {
    const provider = await open()
    const wrapped = await provider.wrap(randomBytes(64), context)
    await expect(provider.unwrap(wrapped, Buffer.from('another'))).rejects.toThrow()
    for (let at = 0; at < wrapped.length; at++) {
      const changed = Buffer.from(wrapped)
      changed[at]! ^= 1
      await expect(provider.unwrap(changed, context)).rejects.toThrow()
    }
    for (const length of [0, 5, 27, wrapped.length - 1])
      await expect(provider.unwrap(wrapped.subarray(0, length), context)).rejects.toThrow()
  })

  it('names its root key, says that it is well, and still unwraps the old after a rotation', async () => {
    const before = await open()
    const name = before.keyName
    expect(await before.health()).toBe(true)
    const secret = randomBytes(64)
    const wrapped = await before.wrap(secret, context)
    const after = await rotate()
    expect(after.keyName).not.toBe(name)
    expect(after.name).toBe(before.name)
    expect((await after.unwrap(wrapped, context)).equals(secret)).toBe(true)
    expect((await after.unwrap(await after.wrap(secret, context), context)).equals(secret)).toBe(true)
  })
}
