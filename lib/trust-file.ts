import { readFile } from 'node:fs/promises'
import { Trust } from '#domain/trust'
import { StartRefused } from './env'

/**
 * The public keys that a process pins. @throws StartRefused when the file is missing or unreadable, and when keys
 * that were made for a trial are to serve production.
 */
export async function readTrust(file: string, mode: 'trial' | 'production'): Promise<Trust> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartRefused(`TRUST_FILE cannot be read (${error.code}): make it with "npm run setup".`)
  })
  let trust: Trust
  try {
    trust = Trust.parse(JSON.parse(text))
  } catch {
    throw new StartRefused('TRUST_FILE is not a file of public keys as "npm run setup" makes it.')
  }
  if (mode === 'production' && trust.mode === 'trial')
    throw new StartRefused('TRUST_FILE was made for a trial: make production keys with "npm run setup".')
  return trust
}
