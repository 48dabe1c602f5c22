import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import path from 'node:path'

/** Secrets on disk: directories 0700, files 0600, each written whole or not at all. */

export async function privateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/**
 * Writes a temporary file, flushes it, renames it into place and flushes the directory: after a crash the file
 * is the old one or the new one.
 */
export async function writePrivateFile(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  const directory = await open(path.dirname(file), 'r')
  await directory.sync().finally(() => directory.close())
}

/** @throws Error when the file is missing, or when anyone but its owner may read or write it. */
export async function readPrivateFile(file: string): Promise<Buffer> {
  const { mode } = await stat(file)
  if ((mode & 0o777) !== 0o600)
    throw new Error(`${path.basename(file)} must have mode 0600: run chmod 600 on it, and ask who read it`)
  return readFile(file)
}

/** The file's content, made once. A second call returns what the first one wrote. */
export async function ensurePrivateFile(file: string, make: () => string | Uint8Array): Promise<Buffer> {
  try {
    return await readPrivateFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  await writePrivateFile(file, make())
  return readPrivateFile(file)
}
