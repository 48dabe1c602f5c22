import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { concat, fromBase64Url, lengthPrefixed, utf8 } from '#domain/bytes'
import { HPKE_ENC_BYTES, hpkeOpen, hpkeSeal } from '#lib/hpke'
import { destroyFile, readPrivateFile, writePrivateFile } from './key-files'

/**
 * A backup is a directory with one sealed file for each file of KEYD_HOME, and the trust file. Files are sealed to the
 * backup's public key (HPKE), so that synchronising needs no share; its private key exists only as shares, k of n.
 */
export const BackupTarget = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  directory: z.string().min(1),
  trustFile: z.string().min(1),
  /** Raw uncompressed P-256 point, base64url. */
  publicKey: z.string().length(87),
  needed: z.int().min(2),
  shares: z.int().min(2),
})
export type BackupTarget = z.infer<typeof BackupTarget>
/** In the directory: what a restore needs to know before it has a key. */
export const BackupHead = BackupTarget.omit({ directory: true, trustFile: true })
export type BackupHead = z.infer<typeof BackupHead>

export const TARGET_FILE = 'backup.json'
const STATE_FILE = 'backup-state.json'
export const HEAD_FILE = 'countersign-backup.json'
/** Stands for the trust file, which lies outside KEYD_HOME. */
export const TRUST_NAME = 'trust.json'
const LABEL = utf8('countersign/v1/backup')
const SUFFIX = '.sealed'
const State = z.record(z.string(), z.string())

export async function readBackupTarget(home: string): Promise<BackupTarget | undefined> {
  const file = path.join(home, TARGET_FILE)
  if (!existsSync(file)) return undefined
  return BackupTarget.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
}

function infoOf(id: string, name: string): Uint8Array {
  return concat(LABEL, lengthPrefixed(id, name))
}

/** The ledger's files are made again from the database. */
const LEFT_OUT = /^((public|entries)\/.*|backup(-state)?\.json|.*\.(tmp|sock))$/

/** Files of the home that a restored key service needs, by their path in it. */
async function listFiles(home: string): Promise<string[]> {
  const names: string[] = []
  for (const entry of await readdir(home, { withFileTypes: true })) {
    if (entry.isFile()) names.push(entry.name)
    // Two levels are all there are; a recursive listing would trip over tiles that are just being written.
    else if (entry.isDirectory() && !LEFT_OUT.test(`${entry.name}/`))
      for (const inner of await readdir(path.join(home, entry.name), { withFileTypes: true }))
        if (inner.isFile()) names.push(path.join(entry.name, inner.name))
  }
  return names.filter((name) => !LEFT_OUT.test(name)).sort()
}

/**
 * Makes the directory hold what the home holds: seals what is new or changed, destroys what is gone. Run it as often
 * as you like. @returns how many files were written and destroyed.
 */
export async function syncBackup(
  home: string,
  target: BackupTarget,
): Promise<{ written: number; destroyed: number }> {
  const { directory, id } = target
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await checkHead(target)
  const stateFile = path.join(home, STATE_FILE)
  const before = existsSync(stateFile)
    ? State.parse(JSON.parse((await readPrivateFile(stateFile)).toString('utf8')))
    : {}
  const after: Record<string, string> = {}
  const recipient = fromBase64Url(target.publicKey)
  let written = 0
  const put = async (name: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('base64url')
    after[name] = hash
    const to = path.join(directory, `${name}${SUFFIX}`)
    if (before[name] !== hash || !existsSync(to)) {
      await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
      const { enc, ciphertext } = hpkeSeal(recipient, infoOf(id, name), new Uint8Array(), content)
      await writePrivateFile(to, Buffer.concat([enc, ciphertext]))
      written++
    }
    content.fill(0)
  }
  for (const name of await listFiles(home)) {
    const content = await readPrivateFile(path.join(home, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (content) await put(name, content)
  }
  await put(TRUST_NAME, await readFile(target.trustFile))
  let destroyed = 0
  for (const name of await listSealed(directory))
    if (after[name] === undefined) {
      await destroyFile(path.join(directory, `${name}${SUFFIX}`))
      destroyed++
    }
  if (JSON.stringify(before) !== JSON.stringify(after))
    await writePrivateFile(stateFile, JSON.stringify(after))
  return { written, destroyed }
}

async function checkHead({ directory, trustFile: _, ...head }: BackupTarget): Promise<void> {
  const file = path.join(directory, HEAD_FILE)
  const text = `${JSON.stringify(head, null, 2)}\n`
  if (!existsSync(file)) return writePrivateFile(file, text)
  const found = BackupHead.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  if (found.id !== head.id) throw new Error('the directory holds another backup')
}

export async function readHead(directory: string): Promise<BackupHead> {
  return BackupHead.parse(JSON.parse(await readFile(path.join(directory, HEAD_FILE), 'utf8')))
}

/** Names of what the backup holds. */
export async function listSealed(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) =>
      path.relative(directory, path.join(entry.parentPath, entry.name)).slice(0, -SUFFIX.length),
    )
    .sort()
}

/** @throws when the key is not the backup's, or the file was changed or renamed. The caller zeroes the result. */
export async function openSealed(
  directory: string,
  id: string,
  name: string,
  key: Parameters<typeof hpkeOpen>[0],
): Promise<Buffer> {
  const sealed = await readFile(path.join(directory, `${name}${SUFFIX}`))
  const [enc, ciphertext] = [sealed.subarray(0, HPKE_ENC_BYTES), sealed.subarray(HPKE_ENC_BYTES)]
  return hpkeOpen(key, enc, infoOf(id, name), new Uint8Array(), ciphertext)
}
