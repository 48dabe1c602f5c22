import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { concat, fromBase64Url, fromUtf8, lengthPrefixed, toBase64Url, utf8 } from '#domain/bytes'
import { publicKeyFromRaw, rawPublicKey, signEd25519, verifyEd25519 } from '#lib/ed25519'
import { readPrivateFile, writePrivateFile } from '../secrets/key-files'

/**
 * Whose the sealed files are. Everybody who reads the backup's directory can seal to its public key, so the key
 * service signs what it wrote: every name, and the SHA-256 of every sealed file. The signing key lies in KEYD_HOME
 * alone; its public half is bound into each share, so that a restore needs nothing of the directory's to know it.
 */
export const SIGNER_FILE = 'backup-signer.pem'
export const MANIFEST_FILE = 'countersign-backup.manifest.json'
const LABEL = utf8('countersign/v1/backup-manifest')

const Contents = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  /** When it was written, in milliseconds since 1970. */
  at: z.int(),
  /** Base64url; two while a file is being replaced, `absent` where it may not be there (yet, or any more). */
  files: z.record(z.string(), z.array(z.string()).min(1)),
})
export type BackupContents = z.infer<typeof Contents>
const Signed = z.strictObject({ contents: z.base64url(), signature: z.base64url() })
export const ABSENT = 'absent'

/** Names what in a backup's directory was not written by its key service. */
export class BackupForged extends Error {
  override readonly name = 'BackupForged'
}

export function sealedHash(sealed: Uint8Array): string {
  return createHash('sha256').update(sealed).digest('base64url')
}

/** SHA-256[32] of the raw public key, base64url, as shares name it. */
export function signerHash(publicKey: string): string {
  return createHash('sha256').update(fromBase64Url(publicKey)).digest('base64url')
}

/** @throws Error when the home has lost the key that its backup is signed with. */
export async function readBackupSigner(home: string, publicKey: string): Promise<KeyObject> {
  const file = path.join(home, SIGNER_FILE)
  const lost = 'move backup.json away and begin another backup'
  if (!existsSync(file)) throw new Error(`${SIGNER_FILE} is missing: ${lost}`)
  const key = createPrivateKey(await readPrivateFile(file))
  if (toBase64Url(rawPublicKey(createPublicKey(key))) !== publicKey)
    throw new Error(`${SIGNER_FILE} is not the key of this backup: ${lost}`)
  return key
}

function signingInput(id: string, contents: Uint8Array): Uint8Array {
  return concat(LABEL, lengthPrefixed(id), contents)
}

export async function writeContents(
  directory: string,
  signer: KeyObject,
  contents: BackupContents,
): Promise<void> {
  const bytes = utf8(JSON.stringify(contents))
  const signature = signEd25519(signer, signingInput(contents.id, bytes))
  const signed = { contents: toBase64Url(bytes), signature: toBase64Url(signature) }
  await writePrivateFile(path.join(directory, MANIFEST_FILE), `${JSON.stringify(signed)}\n`)
}

/** @throws BackupForged when the list is missing, cannot be read or is not signed by this backup's key. */
export async function readContents(
  directory: string,
  head: { id: string; signerKey: string },
): Promise<BackupContents> {
  try {
    const signed = Signed.parse(JSON.parse(await readFile(path.join(directory, MANIFEST_FILE), 'utf8')))
    const bytes = fromBase64Url(signed.contents)
    const key = publicKeyFromRaw(fromBase64Url(head.signerKey))
    if (!verifyEd25519(key, signingInput(head.id, bytes), fromBase64Url(signed.signature)))
      throw new RangeError('wrong signature')
    return Contents.parse(JSON.parse(fromUtf8(bytes)))
  } catch (cause) {
    throw new BackupForged(
      `${MANIFEST_FILE} is missing, damaged, or not signed by the key service whose backup this is`,
      { cause },
    )
  }
}
