import { Pool, type PoolClient } from 'pg'
import type { Log } from './log'

export type PoolSettings = {
  /** Shown in pg_stat_activity. */
  name: string
  max?: number
  statementTimeoutMs?: number
  log?: Log
}

/** A pool whose idle connections may break without taking the process along. */
export function createPool(url: string, settings: PoolSettings): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: `countersign-${settings.name}`,
    max: settings.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    ...(settings.statementTimeoutMs === undefined ? {} : { statement_timeout: settings.statementTimeoutMs }),
  })
  pool.on('error', (error) =>
    settings.log?.warn('an idle database connection broke', { store: 'postgres', error }),
  )
  // A connection that breaks while it is checked out, between two queries, tells nobody but this event, and an error
  // event without a listener ends the process. The next query on it fails, which is how its holder learns.
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
  return pool
}

/** Runs `work` in one transaction: commits what it returns, rolls back what it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot even roll back is not given back to the pool.
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}
