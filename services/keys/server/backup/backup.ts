import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { concat, fromBase64Url, lengthPrefixed, utf8 } from '#domain/bytes'
import { HPKE_ENC_BYTES, hpkeOpen, hpkeSeal } from '#lib/hpke'
import { destroyFile, readPrivateFile, writePrivateFile } from '../secrets/key-files'
import { ABSENT, BackupForged, readBackupSigner, readContents, sealedHash, writeContents } from './manifest'

/**
 * A backup is a directory with one sealed file for each file of KEYD_HOME, and the trust file. Files are sealed to the
 * backup's public key (HPKE), so that synchronising needs no share; its private key exists only as shares, k of n.
 * `manifest.ts` says whose they are.
 */
export const BackupTarget = z.strictObject({
  v: z.literal(2),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  directory: z.string().min(1),
  trustFile: z.string().min(1),
  /** Raw uncompressed P-256 point, base64url. */
  publicKey: z.string().length(87),
  /** Raw Ed25519 public key that the list of files is signed with, base64url. */
  signerKey: z.base64url().length(43),
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
/** SHA-256 of what each file held when it was last sealed, and of the sealed file. */
const State = z.record(z.string(), z.strictObject({ content: z.string(), sealed: z.string() }))
type State = z.infer<typeof State>

export async function readBackupTarget(home: string): Promise<BackupTarget | undefined> {
  const file = path.join(home, TARGET_FILE)
  if (!existsSync(file)) return undefined
  const target = JSON.parse((await readPrivateFile(file)).toString('utf8'))
  if (target.v === 1)
    throw new Error('this backup is not signed: move backup.json away and begin another backup')
  return BackupTarget.parse(target)
}

function infoOf(id: string, name: string): Uint8Array {
  return concat(LABEL, lengthPrefixed(id, name))
}

/** The ledger's files are made again from the database; a restored key service begins another backup. */
const LEFT_OUT = /^((public|entries)\/.*|backup(-state)?\.json|backup-signer\.pem|.*\.(tmp|sock))$/

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
 * Makes the directory hold what the home holds: seals what is new, changed or was tampered with, destroys what is
 * gone, and signs the list. While files are replaced the signed list allows the old and the new ones, so that a
 * process that is killed in the middle leaves a backup that can be restored. Run it as often as you like.
 * @param now milliseconds since 1970, for the list. @returns how many files were written and destroyed.
 */
export async function syncBackup(
  home: string,
  target: BackupTarget,
  now: number,
): Promise<{ written: number; destroyed: number }> {
  const { directory, id } = target
  const signer = await readBackupSigner(home, target.signerKey)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await checkHead(target)
  const before = await readState(home)
  const after: State = {}
  const fresh: { name: string; to: string; sealed: Buffer }[] = []
  const recipient = fromBase64Url(target.publicKey)
  const put = async (name: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('base64url')
    const to = sealedPath(directory, name)
    const known = before[name]
    if (known?.content === hash && (await hashOfFile(to)) === known.sealed) after[name] = known
    else {
      const { enc, ciphertext } = hpkeSeal(recipient, infoOf(id, name), new Uint8Array(), content)
      const sealed = Buffer.concat([enc, ciphertext])
      after[name] = { content: hash, sealed: sealedHash(sealed) }
      fresh.push({ name, to, sealed })
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
  const gone = (await listSealed(directory)).filter((name) => after[name] === undefined)

  const files = Object.fromEntries(Object.entries(after).map(([name, { sealed }]) => [name, [sealed]]))
  const list = { v: 1 as const, id, files, at: now }
  if (fresh.length + gone.length > 0) {
    const either: typeof files = { ...files }
    for (const { name } of fresh) either[name] = [after[name]!.sealed, before[name]?.sealed ?? ABSENT]
    for (const name of gone) either[name] = [before[name]?.sealed ?? ABSENT, ABSENT]
    await writeContents(directory, signer, { ...list, files: either })
  }
  for (const { to, sealed } of fresh) {
    await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
    await writePrivateFile(to, sealed)
  }
  for (const name of gone) await destroyFile(sealedPath(directory, name))
  await writeContents(directory, signer, list)
  if (JSON.stringify(before) !== JSON.stringify(after))
    await writePrivateFile(path.join(home, STATE_FILE), JSON.stringify(after))
  return { written: fresh.length, destroyed: gone.length }
}

async function readState(home: string): Promise<State> {
  const file = path.join(home, STATE_FILE)
  if (!existsSync(file)) return {}
  // Of a backup before this one, whose files are sealed anew anyway: an unknown shape is no state.
  return State.safeParse(JSON.parse((await readPrivateFile(file)).toString('utf8'))).data ?? {}
}

function sealedPath(directory: string, name: string): string {
  return path.join(directory, `${name}${SUFFIX}`)
}

async function hashOfFile(file: string): Promise<string | undefined> {
  return readFile(file).then(sealedHash, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function checkHead({ directory, trustFile: _, ...head }: BackupTarget): Promise<void> {
  const file = path.join(directory, HEAD_FILE)
  const text = `${JSON.stringify(head, null, 2)}\n`
  if (!existsSync(file)) return writePrivateFile(file, text)
  const found = BackupHead.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  if (found.id !== head.id || found.signerKey !== head.signerKey)
    throw new Error('the directory holds another backup')
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

/**
 * Reads every sealed file that the signed list names, and nothing else.
 * @throws BackupForged naming what is missing, was added, or is not what the key service wrote.
 */
export async function readSealed(
  directory: string,
  head: BackupHead,
): Promise<{ at: number; files: { name: string; sealed: Buffer }[] }> {
  const { files: listed, at } = await readContents(directory, head)
  for (const name of await listSealed(directory))
    if (!Object.hasOwn(listed, name))
      throw new BackupForged(`${name}${SUFFIX} was added to the backup by somebody else`)
  const files: { name: string; sealed: Buffer }[] = []
  for (const [name, hashes] of Object.entries(listed)) {
    const sealed = await readFile(sealedPath(directory, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (sealed === undefined) {
      if (hashes.includes(ABSENT)) continue
      throw new BackupForged(`${name}${SUFFIX} is missing from the backup`)
    }
    if (!hashes.includes(sealedHash(sealed)))
      throw new BackupForged(`${name}${SUFFIX} is not what the key service wrote`)
    files.push({ name, sealed })
  }
  return { at, files }
}

/** @throws when the key is not the backup's, or the file was changed or renamed. The caller zeroes the result. */
export function openSealed(
  sealed: Buffer,
  id: string,
  name: string,
  key: Parameters<typeof hpkeOpen>[0],
): Buffer {
  const [enc, ciphertext] = [sealed.subarray(0, HPKE_ENC_BYTES), sealed.subarray(HPKE_ENC_BYTES)]
  return hpkeOpen(key, enc, infoOf(id, name), new Uint8Array(), ciphertext)
}
