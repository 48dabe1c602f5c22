import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../tests/support/database'
import { createPool, inTransaction } from './database'

describe('a pool', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database?.drop())

  it('survives a connection that is cut between two queries of a transaction', async () => {
    const pool = createPool(database.owner, { name: 'test' })
    const cut = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid])
      // Nothing waits on the connection while it breaks.
      await new Promise((resolve) => setTimeout(resolve, 200))
      await client.query('SELECT 1')
    })
    await expect(cut).rejects.toThrow()
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })
})
