import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedis } from '#lib/redis'
import { createTestDatabase, type TestDatabase } from '#tests/support/database'
import { testPrefix, testRedisUrl } from '#tests/support/redis'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db?.drop())

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('database roles', () => {
  test('intake owns no privilege on any table', async () => {
    const rows = await query(
      db.owner,
      `SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname IN ('public', 'door', 'feed', 'keys')
         AND has_table_privilege('cs_intake', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')`,
    )
    expect(rows).toEqual([])
  })

  test.each([
    'SELECT * FROM public.message',
    'INSERT INTO public.platform VALUES ($$x$$, $$x$$)',
    'SELECT * FROM door.box',
  ])('intake is refused: %s', async (text) => {
    await expect(query(db.intake, text)).rejects.toMatchObject({ code: '42501' })
  })

  test.each(['door.box', 'door.epoch', 'feed.key_event'])(
    'the console cannot look into %s',
    async (table) => {
      await expect(query(db.console, `SELECT * FROM ${table}`)).rejects.toMatchObject({ code: '42501' })
    },
  )

  test('the console and the worker cannot enter the key service’s schema', async () => {
    for (const url of [db.console, db.worker, db.intake])
      await expect(query(url, 'CREATE TABLE keys.forged (a int)')).rejects.toMatchObject({ code: '42501' })
  })

  test('the key service cannot read a message or a person', async () => {
    for (const table of ['message', 'person', 'report', 'review_case'])
      await expect(query(db.keyd, `SELECT * FROM public.${table}`)).rejects.toMatchObject({ code: '42501' })
  })

  test('nobody but the owner may create in public', async () => {
    for (const url of [db.console, db.worker, db.intake, db.keyd])
      await expect(query(url, 'CREATE TABLE public.forged (a int)')).rejects.toMatchObject({ code: '42501' })
  })
})

test('redis answers, under a prefix of the file’s own', async () => {
  const redis = connectRedis(await testRedisUrl())
  const key = `${testPrefix()}:probe`
  await redis.set(key, 'here')
  expect(await redis.get(key)).toBe('here')
  await redis.quit()
})
