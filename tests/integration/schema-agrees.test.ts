import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#tests/support/database'

const CHECKOUT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db?.drop())

function prisma(...args: string[]) {
  return run(path.join(CHECKOUT, 'node_modules/.bin/prisma'), args, {
    cwd: CHECKOUT,
    env: { ...process.env, DATABASE_URL: db.owner, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
  })
}

test('the migrations make what schema.prisma says', async () => {
  const { stdout } = await prisma(
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
    '--script',
  )
  // The partial indexes, which Prisma's language cannot say.
  const partial = /review_case_one_open|calibration_one_active/
  const statements = stdout
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('--') && !partial.test(line))
  expect(statements).toEqual([])
})

test('prisma agrees that everything has been applied', async () => {
  expect((await prisma('migrate', 'status')).stdout).toContain('Database schema is up to date')
})
