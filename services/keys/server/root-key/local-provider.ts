import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readPrivateFile } from '../secrets/key-files'
import { type KeyProvider, openUnder, sealUnder } from './key-provider'

/** The root key in use; the one that is to follow it, while a rotation runs; the one before, until it is destroyed. */
export const ROOT_FILES = { current: 'root.key', next: 'root.next.key', old: 'root.old.key' } as const

/** Names a root key without telling anything of it: 32 random bytes are not found from their hash. */
export function rootKeyName(key: Uint8Array): string {
  const hash = createHash('sha256').update('countersign/v1/root-key-name').update(key)
  return `local:${hash.digest('hex').slice(0, 16)}`
}

/**
 * The embedded default: 32 bytes in a file that only its owner may read. Wraps with the newest root key there is and
 * unwraps with any. @throws Error when a file has another mode, owner or length, or is a symbolic link.
 */
export async function localKeyProvider(home: string): Promise<KeyProvider> {
  const ring: Buffer[] = []
  for (const name of [ROOT_FILES.next, ROOT_FILES.current, ROOT_FILES.old]) {
    const file = path.join(home, name)
    if (name !== ROOT_FILES.current && !existsSync(file)) continue
    const key = await readPrivateFile(file).catch((error: NodeJS.ErrnoException) => {
      // Killed between two renamings at the end of a rotation.
      if (error.code === 'ENOENT' && ring.length > 0) return undefined
      throw error
    })
    if (key && key.length !== 32) throw new Error(`${name} is not 32 bytes`)
    if (key) ring.push(key)
  }
  return {
    name: 'local-file',
    keyName: rootKeyName(ring[0]!),
    wrap: async (plaintext, context) => sealUnder(ring[0]!, context, plaintext),
    unwrap: async (wrapped, context) => {
      for (const [i, key] of ring.entries())
        try {
          return openUnder(key, context, wrapped)
        } catch (error) {
          if (i === ring.length - 1) throw error
        }
      throw new Error('there is no root key')
    },
    health: async () => true,
  }
}
