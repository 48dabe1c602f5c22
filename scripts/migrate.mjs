import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { StartProblem } from './lib/start-problem.mjs'
import { CHECKOUT } from './lib/state-directory.mjs'

export const MIGRATIONS = path.join(CHECKOUT, 'prisma/migrations')

/** The advisory lock that Prisma's own engine takes while it migrates. */
const PRISMA_LOCK = 72707369

const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/** Every migration in order: {name, sql, checksum}. */
export function readMigrations(directory = MIGRATIONS) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Applies what is new, in Prisma's own table, checksums and lock, so that `prisma migrate deploy` and `status`
 * agree with it; Prisma itself would first download an engine and take seconds.
 * @returns the names applied. @throws StartProblem when an earlier run failed half-way.
 */
export async function migrate(url, directory = MIGRATIONS) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
    await client.query(LEDGER)
    const { rows } = await client.query(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    const known = new Map(rows.map((row) => [row.migration_name, row]))
    const applied = []
    for (const { name, sql, checksum } of readMigrations(directory)) {
      const row = known.get(name)
      if (row && !row.finished_at)
        throw new StartProblem(
          `The migration ${name} failed half-way: repair the database, then run "npx prisma migrate resolve".`,
        )
      if (row && row.checksum !== checksum)
        console.warn(`  the migration ${name} was edited after it had been applied; it is not run again`)
      if (row) continue
      const id = randomUUID()
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
        [id, checksum, name],
      )
      try {
        await client.query(sql)
      } catch (error) {
        await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [
          id,
          String(error.message),
        ])
        throw error
      }
      await client.query(
        'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
        [id],
      )
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    if (!process.env.DATABASE_URL) throw new StartProblem('Set DATABASE_URL to the database to migrate.')
    const applied = await migrate(process.env.DATABASE_URL)
    console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`)
  } catch (error) {
    console.error(error instanceof StartProblem ? error.message : (error?.stack ?? error))
    process.exitCode = 1
  }
}
