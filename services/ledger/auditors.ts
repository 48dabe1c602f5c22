import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { writeFileAtomically } from '#lib/atomic-file'

/**
 * Who may read entries as files: keys that are minted on the key service's host and shown once. Only their SHA-256
 * is kept, in KEYD_HOME/auditors.json, 0600; 32 random bytes need no slower hash.
 */
const Auditor = z.strictObject({
  /** Stands in the ledger as `auditor:<id>`. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** What the operator calls it; it never leaves this file. */
  name: z.string().min(1).max(80),
  hash: z.base64url().length(43),
  createdAt: z.int(),
  revokedAt: z.int().optional(),
})
export type Auditor = z.infer<typeof Auditor>
const File = z.array(Auditor)
const PREFIX = 'csa_'

export function auditorsFile(home: string): string {
  return path.join(home, 'auditors.json')
}

/** @returns every key that was ever minted, revoked ones included. */
export async function listAuditors(file: string): Promise<Auditor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  return File.parse(JSON.parse(text))
}

/** @returns the key, which is shown now and never again. */
export async function addAuditor(
  file: string,
  name: string,
  now: number,
): Promise<{ id: string; key: string }> {
  const key = `${PREFIX}${randomBytes(32).toString('base64url')}`
  const id = randomBytes(6).toString('hex')
  const all = await listAuditors(file)
  await save(file, [...all, { id, name, hash: hashOf(key), createdAt: now }])
  return { id, key }
}

/** Takes effect at the next request. @returns false when there is no such live key. */
export async function revokeAuditor(file: string, id: string, now: number): Promise<boolean> {
  const all = await listAuditors(file)
  const live = all.find((auditor) => auditor.id === id && auditor.revokedAt === undefined)
  if (!live) return false
  await save(
    file,
    all.map((auditor) => (auditor === live ? { ...auditor, revokedAt: now } : auditor)),
  )
  return true
}

/** The auditor whose key an Authorization header carries; undefined for anything else. */
export async function auditorOf(
  file: string,
  authorization: string | undefined,
): Promise<Auditor | undefined> {
  const key = /^Bearer (csa_[A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1]
  if (key === undefined) return undefined
  // Looked up by hash: how long it takes says nothing of the key.
  const hash = hashOf(key)
  return (await listAuditors(file)).find(
    (auditor) => auditor.hash === hash && auditor.revokedAt === undefined,
  )
}

async function save(file: string, auditors: Auditor[]): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(File.parse(auditors), null, 2)}\n`)
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
