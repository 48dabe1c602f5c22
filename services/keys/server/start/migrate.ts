import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { readMigrations } from './installation'

/** Taken while migrating, so that two key services starting together do not race. */
const MIGRATION_LOCK = 0x6b657973 // "keys"

/**
 * Brings schema `keys` up to date. `url` must act as cs_keyd (the schema's owner). Each file runs in its own
 * transaction; a second run does nothing. @throws Error when a file that was applied has since been edited.
 */
export async function migrateKeys(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query('SET search_path = keys')
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'CREATE TABLE IF NOT EXISTS _migrations (name text PRIMARY KEY, checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
    )
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM _migrations',
    )
    const known = new Map(rows.map((row) => [row.name, row.checksum]))
    const applied: string[] = []
    for (const { name, sql } of readMigrations()) {
      const checksum = createHash('sha256').update(sql).digest('hex')
      const before = known.get(name)
      if (before !== undefined && before !== checksum)
        throw new Error(`key service migration ${name} was edited after it had been applied`)
      if (before !== undefined) continue
      await client.query('BEGIN')
      await client.query(sql)
      await client.query('INSERT INTO _migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
      await client.query('COMMIT')
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}
