import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import { generatePrivatePem, rawPublicKey } from '#lib/ed25519'
import { p256RawPublic, p256Scalar } from '#lib/hpke'
import { writePrivateFile } from '../secrets/key-files'
import { BackupHead, type BackupTarget, readBackupTarget, syncBackup, TARGET_FILE } from './backup'
import { SIGNER_FILE } from './manifest'
import { ShareCounts, splitKey } from './shares'

export type BackupPlan = {
  home: string
  trustFile: string
  directory: string
  sharesDirectory: string
  needed: number
  shares: number
}

/**
 * Begins a backup: makes its keys, writes one file a share (0600), forgets what opens it, keeps what signs it and
 * synchronises for the first time.
 * @throws Error when this key service has a backup already. @returns the paths of the shares.
 */
export async function beginBackup(plan: BackupPlan, now: number): Promise<string[]> {
  const { home, needed, shares } = plan
  ShareCounts.parse({ needed, shares })
  if (await readBackupTarget(home))
    throw new Error('this key service has a backup already: move backup.json away to begin another')
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signerPem = generatePrivatePem()
  const head: BackupHead = BackupHead.parse({
    ...{ v: 2, id: randomBytes(8).toString('hex'), needed, shares },
    publicKey: toBase64Url(p256RawPublic(pair.publicKey)),
    signerKey: toBase64Url(rawPublicKey(createPrivateKey(signerPem))),
  })
  await mkdir(plan.sharesDirectory, { recursive: true, mode: 0o700 })
  const scalar = p256Scalar(pair.privateKey)
  const files: string[] = []
  try {
    for (const [i, { word, text }] of (await splitKey(scalar, head)).entries()) {
      const file = path.join(plan.sharesDirectory, `share-${i + 1}-${word}.txt`)
      await writePrivateFile(file, text)
      text.fill(0)
      files.push(file)
    }
  } finally {
    scalar.fill(0)
  }
  const target: BackupTarget = {
    ...head,
    directory: path.resolve(plan.directory),
    trustFile: path.resolve(plan.trustFile),
  }
  await writePrivateFile(path.join(home, SIGNER_FILE), signerPem)
  await syncBackup(home, target, now)
  await writePrivateFile(path.join(home, TARGET_FILE), `${JSON.stringify(target, null, 2)}\n`)
  return files
}
