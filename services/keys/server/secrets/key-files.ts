import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import path from 'node:path'
import { writeFileAtomically } from '#lib/atomic-file'

/** Secrets on disk: directories 0700, files 0600, each written whole or not at all. */

export async function privateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/** A file of mode 0600: after a crash it is the old one or the new one, whole. */
export async function writePrivateFile(file: string, content: string | Uint8Array): Promise<void> {
  await writeFileAtomically(file, content, { mode: 0o600, durable: true })
}

/**
 * @throws Error when the file is missing, is a symbolic link, belongs to somebody else, or has any mode but 0600.
 * All of it is asked of the open file, so that it cannot be swapped between the question and the reading.
 */
export async function readPrivateFile(file: string): Promise<Buffer> {
  const name = path.basename(file)
  let handle: FileHandle
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error
    throw new Error(`${name} is a symbolic link: put the file itself there`)
  }
  try {
    const status = await handle.stat()
    if (!status.isFile()) throw new Error(`${name} is not a file`)
    if (status.uid !== process.getuid?.()) throw new Error(`${name} belongs to another user`)
    if ((status.mode & 0o777) !== 0o600)
      throw new Error(`${name} must have mode 0600: run chmod 600 on it, and ask who read it`)
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

/**
 * Overwrites a file, flushes it, unlinks it and flushes the directory. A disk that writes elsewhere (flash, snapshots,
 * copy on write) may keep the old blocks: what is destroyed this way was wrapped under another key as well.
 */
export async function destroyFile(file: string): Promise<void> {
  let handle: FileHandle
  try {
    handle = await open(file, constants.O_WRONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  try {
    const { size } = await handle.stat()
    await handle.write(randomBytes(Math.max(size, 1)), 0, Math.max(size, 1), 0)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await unlink(file)
  await syncDirectory(path.dirname(file))
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
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
