import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { PoolClient } from 'pg'
import { z } from 'zod'
import { canonicalJson } from '#domain/canonical-json'
import { hashApiKey, newApiKey } from '#lib/api-key'
import { createPool, inTransaction } from '#lib/database'
import { sealSecret } from '#lib/sealed-secret'
import { uuidV7 } from '#lib/uuid-v7'
import { hashPassword } from '#services/auth/password'
import { initialPassword } from '#services/people/initial-password'
import { DEFAULT_RULES } from '#services/rules/default-rules'
import { ruleSetHash } from '#services/rules/mutations'
import { SAMPLE_PLATFORM, SAMPLE_STAFF } from './sample-staff'

/** What only the first run knows in the clear: passwords by person id, the API key, the signing secret. */
const TrialFile = z.object({
  passwords: z.record(z.string(), z.string()),
  apiKey: z.string(),
  webhookUrl: z.url(),
  webhookSecret: z.string(),
})
export type TrialFile = z.infer<typeof TrialFile>

export type SeedOptions = {
  /** Acts as cs_console. */
  databaseUrl: string
  /** CONSOLE_SECRET_KEY: seals the webhook's signing secret. */
  secretKey: string
  /** Kept with mode 0600. */
  trialFile: string
  /** Where the sample platform receives its webhooks. */
  receiverUrl: string
}

async function readTrialFile(file: string): Promise<TrialFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : TrialFile.parse(JSON.parse(text))
}

/** @param known what an earlier version wrote: it is kept, and those whom it did not have get their passwords. */
async function makeTrialFile(
  { trialFile, receiverUrl }: SeedOptions,
  known: TrialFile | undefined,
): Promise<TrialFile> {
  const made: TrialFile = {
    apiKey: newApiKey().key,
    webhookUrl: receiverUrl,
    webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    ...known,
    passwords: {
      ...Object.fromEntries(SAMPLE_STAFF.map(({ id }) => [id, initialPassword()])),
      ...known?.passwords,
    },
  }
  // Written before the rows, so that an interrupted seed never leaves accounts whose passwords nobody knows.
  await writeFile(`${trialFile}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  await rename(`${trialFile}.new`, trialFile)
  return made
}

async function seedPeople(client: PoolClient, passwords: TrialFile['passwords']): Promise<void> {
  for (const { id, name, email, roles, regions } of SAMPLE_STAFF)
    await client.query(
      `INSERT INTO person (id, email, name, password_hash, roles, regions, trial)
       VALUES ($1, $2, $3, $4, $5, $6, true)
       ON CONFLICT (id) DO UPDATE SET password_hash = EXCLUDED.password_hash WHERE person.trial`,
      [id, email, name, await hashPassword(passwords[id]!), roles, regions],
    )
}

async function seedPlatform(client: PoolClient, trial: TrialFile, secretKey: string): Promise<void> {
  const { id: platform, name } = SAMPLE_PLATFORM
  await client.query('INSERT INTO platform (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    platform,
    name,
  ])
  const prefix = trial.apiKey.slice(3, 11)
  await client.query(
    `INSERT INTO api_key (id, platform_id, name, prefix, hash, scopes)
     VALUES ($1, $2, 'Sample key', $3, $4, $5) ON CONFLICT (hash) DO NOTHING`,
    [uuidV7(Date.now()), platform, prefix, hashApiKey(trial.apiKey), ['reports:write', 'reports:read']],
  )
  await client.query(
    `INSERT INTO webhook_endpoint (id, platform_id, url, secret_sealed)
     SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM webhook_endpoint WHERE platform_id = $2)`,
    [uuidV7(Date.now()), platform, trial.webhookUrl, sealSecret(secretKey, trial.webhookSecret)],
  )
}

/**
 * Seeds a trial once: the sample platform with an API key and a webhook endpoint, the sample staff, and the first
 * version of the rules. A second run finds its own file and the platform, and changes nothing.
 */
export async function seedTrial(options: SeedOptions): Promise<{ seeded: boolean; trial: TrialFile }> {
  const pool = createPool(options.databaseUrl, { name: 'seed', max: 2 })
  try {
    const known = await readTrialFile(options.trialFile)
    const { rowCount } = await pool.query('SELECT FROM platform WHERE id = $1', [SAMPLE_PLATFORM.id])
    const complete = known && SAMPLE_STAFF.every(({ id }) => id in known.passwords)
    if (complete && rowCount === 1) return { seeded: false, trial: known }
    const trial = complete ? known : await makeTrialFile(options, known)
    await inTransaction(pool, async (client) => {
      await seedPlatform(client, trial, options.secretKey)
      await seedPeople(client, trial.passwords)
      await client.query(
        `INSERT INTO rule_version (version, rules, hash, status, published_at)
         VALUES (1, $1, $2, 'published', now()) ON CONFLICT DO NOTHING`,
        [canonicalJson(DEFAULT_RULES), ruleSetHash(DEFAULT_RULES)],
      )
    })
    return { seeded: true, trial }
  } finally {
    await pool.end()
  }
}
