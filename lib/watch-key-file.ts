import { createPrivateKey, type KeyObject } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Log } from './log'

/** Rotation leaves the old key ten minutes; this finds the new one within seconds. */
const EVERY_MS = 5_000

/** Reads a private key anew whenever its file is replaced. @returns ends the watch. */
export function watchKeyFile(
  file: string,
  log: Log,
  onKey: (key: KeyObject) => void,
  everyMs = EVERY_MS,
): () => void {
  const changed = () => {
    readFile(file, 'utf8')
      .then((pem) => onKey(createPrivateKey(pem)))
      // Half a file, or none: the old key is still good, and the next change is looked at again.
      .catch((error: unknown) => log.warn('a key file could not be read anew', { error }))
  }
  watchFile(file, { interval: everyMs, persistent: false }, changed)
  return () => unwatchFile(file, changed)
}
