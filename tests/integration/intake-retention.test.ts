import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRetentions } from '#services/intake/retentions'
import { startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake
let pool: Pool
beforeAll(async () => {
  intake = await startTestIntake()
  pool = new Pool({ connectionString: intake.database.intake })
})
afterAll(async () => {
  await pool?.end()
  await intake?.stop()
})

it('asks, as intake, for the class that the platform is set to, and keeps the answer for a while', async () => {
  const retentions = createRetentions(pool)
  expect(await retentions.of('harbour', 0)).toBe('standard')
  await intake.owner.query("UPDATE platform SET retention = 'short' WHERE id = 'harbour'")
  expect(await retentions.of('harbour', 1_000)).toBe('standard')
  expect(await retentions.of('harbour', 60_000)).toBe('short')
  expect(await retentions.of('lantern', 60_000)).toBe('standard')
  // A platform that nobody knows is the next check's to refuse.
  expect(await retentions.of('nobody', 60_000)).toBe('standard')
})

it('cannot be set to a class that nothing can be sealed to', async () => {
  await expect(
    intake.owner.query("UPDATE platform SET retention = 'hold' WHERE id = 'harbour'"),
  ).rejects.toThrow('platform_retention')
})
