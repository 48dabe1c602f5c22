import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { privateDirectory, writePrivateFile } from '../secrets/key-files'
import { openSealed, readHead, readSealed, TRUST_NAME } from './backup'
import { joinShares, readShare } from './shares'

/**
 * Makes a KEYD_HOME and a trust file from a backup and `needed` share files. Nothing is written before everything has
 * been opened, and nothing is opened that the key service did not sign. @throws ShareProblem naming a share that does
 * not fit. @throws BackupForged naming the file that somebody else wrote or took away. @throws Error when the home is
 * not empty. @returns how many files, and when the backup was written: an older copy of the whole cannot be told apart.
 */
export async function restoreBackup(plan: {
  directory: string
  shareFiles: readonly string[]
  home: string
  trustFile: string
}): Promise<{ files: number; at: number }> {
  const { directory, home, trustFile } = plan
  if (existsSync(home) && (await readdir(home)).length > 0)
    throw new Error('the home to restore to is not empty: move it away first')
  const head = await readHead(directory)
  const shares = []
  for (const file of plan.shareFiles) {
    const text = await readFile(file)
    shares.push({ file: path.basename(file), share: readShare(path.basename(file), text) })
    text.fill(0)
  }
  const key = await joinShares(head, shares)
  const { files, at } = await readSealed(directory, head)
  const opened: { name: string; content: Buffer }[] = []
  try {
    for (const { name, sealed } of files)
      opened.push({ name, content: openSealed(sealed, head.id, name, key) })
    await privateDirectory(home)
    for (const { name, content } of opened) {
      const to = name === TRUST_NAME ? trustFile : path.join(home, name)
      await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
      await writePrivateFile(to, content)
    }
  } finally {
    for (const { content } of opened) content.fill(0)
  }
  return { files: opened.length, at }
}
