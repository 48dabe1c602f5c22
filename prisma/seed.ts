import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { PoolClient } from 'pg'
import { z } from 'zod'
import { canonicalJson } from '#domain/canonical-json'
import { hashApiKey, newApiKey } from '#lib/api-key'
import { createPool, inTransaction } from '#lib/database'
import { readEnv } from '#lib/env'
import { sealSecret } from '#lib/sealed-secret'
import { uuidV7 } from '#lib/uuid-v7'
import { hashPassword } from '#services/auth/password'
import { initialPassword } from '#services/people/initial-password'
import { DEFAULT_RULES } from '#services/rules/default-rules'
import { ruleSetHash } from '#services/rules/mutations'
import { SAMPLE_PLATFORM, SAMPLE_STAFF } from './sample-staff'

/**
 * Seeds a trial once: the sample platform with an API key and a webhook endpoint, the sample staff, and the first
 * version of the rules. What only this moment knows (passwords, key, signing secret) is kept in TRIAL_FILE, 0600,
 * so that every start can show it. A second run finds its own file and the platform, and changes nothing.
 */
const env = readEnv(
  z.object({
    COUNTERSIGN_MODE: z.literal('trial', 'sample accounts belong to a trial only'),
    CONSOLE_DATABASE_URL: z.string().min(1),
    CONSOLE_SECRET_KEY: z.string().length(43),
    TRIAL_FILE: z.string().min(1),
    RECEIVER_URL: z.url(),
  }),
)

const TrialFile = z.object({
  passwords: z.record(z.string(), z.string()),
  apiKey: z.string(),
  webhookUrl: z.url(),
  webhookSecret: z.string(),
})
type TrialFile = z.infer<typeof TrialFile>

async function readTrialFile(): Promise<TrialFile | undefined> {
  const text = await readFile(env.TRIAL_FILE, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : TrialFile.parse(JSON.parse(text))
}

async function makeTrialFile(): Promise<TrialFile> {
  const made: TrialFile = {
    passwords: Object.fromEntries(SAMPLE_STAFF.map(({ id }) => [id, initialPassword()])),
    apiKey: newApiKey().key,
    webhookUrl: env.RECEIVER_URL,
    webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  }
  // Written before the rows, so that an interrupted seed never leaves accounts whose passwords nobody knows.
  await writeFile(`${env.TRIAL_FILE}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  await rename(`${env.TRIAL_FILE}.new`, env.TRIAL_FILE)
  return made
}

async function seedPeople(client: PoolClient, passwords: TrialFile['passwords']): Promise<void> {
  for (const { id, name, email, roles, regions } of SAMPLE_STAFF) {
    const hash = await hashPassword(passwords[id]!)
    await client.query(
      `INSERT INTO person (id, email, name, password_hash, roles, regions, trial)
       VALUES ($1, $2, $3, $4, $5, $6, true)
       ON CONFLICT (id) DO UPDATE SET password_hash = EXCLUDED.password_hash WHERE person.trial`,
      [id, email, name, hash, roles, regions],
    )
  }
}

async function seedPlatform(client: PoolClient, trial: TrialFile): Promise<void> {
  await client.query('INSERT INTO platform (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    SAMPLE_PLATFORM.id,
    SAMPLE_PLATFORM.name,
  ])
  const prefix = trial.apiKey.split('_')[1]
  await client.query(
    `INSERT INTO api_key (id, platform_id, name, prefix, hash, scopes)
     VALUES ($1, $2, 'Sample key', $3, $4, $5) ON CONFLICT (hash) DO NOTHING`,
    [
      uuidV7(Date.now()),
      SAMPLE_PLATFORM.id,
      prefix,
      hashApiKey(trial.apiKey),
      ['reports:write', 'reports:read'],
    ],
  )
  await client.query(
    `INSERT INTO webhook_endpoint (id, platform_id, url, secret_sealed)
     SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM webhook_endpoint WHERE platform_id = $2)`,
    [
      uuidV7(Date.now()),
      SAMPLE_PLATFORM.id,
      trial.webhookUrl,
      sealSecret(env.CONSOLE_SECRET_KEY, trial.webhookSecret),
    ],
  )
}

const pool = createPool(env.CONSOLE_DATABASE_URL, { name: 'seed', max: 2 })
try {
  const known = await readTrialFile()
  const { rowCount } = await pool.query('SELECT FROM platform WHERE id = $1', [SAMPLE_PLATFORM.id])
  if (known && rowCount === 1) console.log('nothing to seed')
  else {
    const trial = known ?? (await makeTrialFile())
    await inTransaction(pool, async (client) => {
      await seedPlatform(client, trial)
      await seedPeople(client, trial.passwords)
      await client.query(
        `INSERT INTO rule_version (version, rules, hash, status, published_at)
         VALUES (1, $1, $2, 'published', now()) ON CONFLICT DO NOTHING`,
        [canonicalJson(DEFAULT_RULES), ruleSetHash(DEFAULT_RULES)],
      )
    })
    console.log('seeded')
  }
} finally {
  await pool.end()
}
