import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import path from 'node:path'

/**
 * Writes a temporary file beside it, flushes it, and renames it into place: after a crash the file is the old one or
 * the new one, whole.
 * @param options.mode of a new file. @param options.durable flushes the directory too, so that the new file is there
 * once this returns, whatever happens to the machine.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  { mode = 0o600, durable = true }: { mode?: number; durable?: boolean } = {},
): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  if (!durable) return
  const directory = await open(path.dirname(file), 'r')
  await directory.sync().finally(() => directory.close())
}
