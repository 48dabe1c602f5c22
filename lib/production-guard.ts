import { StartRefused } from './env'

/** Why a secret is no secret; undefined when it is good enough. */
export function weakness(secret: string): string | undefined {
  if (secret.length < 32) return 'has fewer than 32 characters'
  if (/secret|change-?me|default|example|password|test/i.test(secret)) return 'reads like a placeholder'
  if (new Set(secret).size < 12) return 'repeats itself'
  return undefined
}

/**
 * Refuses a production start that lives from a trial's leftovers.
 * @param secrets by the name of their variable. @param origins by theirs: a browser trusts only https with a
 * session cookie and the reader. @throws StartRefused with one sentence for each fault, never with a value.
 */
export function refuseTrialLeftovers(found: {
  secrets: Record<string, string>
  origins: Record<string, string>
  trialPeople?: number
  trustMode?: 'trial' | 'production'
}): void {
  const faults: string[] = []
  const seen = new Map<string, string>()
  for (const [name, secret] of Object.entries(found.secrets)) {
    const why = weakness(secret)
    if (why) faults.push(`${name} ${why}: make one with "openssl rand -base64 32 | tr '+/' '-_' | tr -d ="`)
    const twin = seen.get(secret)
    if (twin) faults.push(`${name} and ${twin} are the same: each needs a secret of its own`)
    seen.set(secret, name)
  }
  for (const [name, origin] of Object.entries(found.origins))
    if (!origin.startsWith('https://')) faults.push(`${name} must be an https:// address in production`)
  if (found.trialPeople)
    faults.push(
      `the database holds ${found.trialPeople} sample accounts of a trial: use a new database, or delete them (DELETE FROM person WHERE trial)`,
    )
  if (found.trustMode === 'trial')
    faults.push('TRUST_FILE was made for a trial: make production keys with "npm run setup"')
  if (faults.length > 0)
    throw new StartRefused(`This cannot be a production start:\n  ${faults.join('\n  ')}`)
}
