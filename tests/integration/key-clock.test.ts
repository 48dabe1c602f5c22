import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sweep } from '#services/keys/server/sweep'
import { enrol } from '../support/keys/enrol'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import { TestSession } from '../support/keys/session'

const HOUR = 3_600_000

describe('a key service whose clock goes wrong', () => {
  let keys: KeyServiceForTests
  beforeAll(async () => {
    keys = await startTestKeyService({ clockGuard: true })
  })
  afterAll(() => keys?.stop())

  const alarms = async () => (await keys.entries()).filter((entry) => entry.kind === 'alarm')

  it.each([
    ['behind', -HOUR],
    ['ahead', HOUR],
  ])(
    'gives nothing early or late when it jumps an hour %s, raises an alarm, and recovers',
    async (_way, offMs) => {
      const report = await keys.put({ count: 3 })
      await keys.adopted(report)
      const mara = await keys.session('mara')
      const { grant } = await mara.claim(report.caseId)
      const before = (await alarms()).length
      const due = await keys.owner.query('SELECT count(*) FROM keys.entry_index WHERE kind = $1', ['shred'])

      keys.clock.offsetMs = offMs
      // The request says the time that the key service believes in: only the clock stands in the way.
      const at = Date.now() + offMs
      const release = {
        op: 'release',
        grantId: grant.id,
        messages: grant.messages,
        recipient: TestSession.recipient(),
        seen: 0,
        at,
      }
      await expect(mara.ask(release as never)).rejects.toMatchObject({
        code: 'unavailable',
        reason: 'clock_unsure',
      })
      await expect(mara.ask({ op: 'claim', caseId: report.caseId, at })).rejects.toMatchObject({
        reason: 'clock_unsure',
      })
      await expect(keys.session('jonas')).rejects.toMatchObject({ reason: 'clock_unsure' })
      await expect(keys.client.live({ session: mara.id, grantId: grant.id })).rejects.toMatchObject({
        reason: 'clock_unsure',
      })
      await expect(enrol(keys, PEOPLE.jonas, 'AAAA-AAAA-AAAA-AAAA-AAAA')).rejects.toMatchObject({
        reason: 'clock_unsure',
      })
      await keys.service.upkeep.roundNow()
      await expect.poll(async () => (await alarms()).length).toBe(before + 1)
      expect(Math.abs(Number((await alarms()).at(-1)!.value) - offMs)).toBeLessThan(60_000)
      const releases = (await keys.entries()).filter(
        (entry) => entry.kind === 'release' && entry.grant === grant.id,
      )
      expect(releases).toEqual([])
      expect(
        (await keys.owner.query('SELECT count(*) FROM keys.entry_index WHERE kind = $1', ['shred'])).rows,
      ).toEqual(due.rows)

      keys.clock.offsetMs = 0
      await expect
        .poll(
          async () => {
            await keys.service.clock!.compare()
            return keys.service.clock!.sure
          },
          { timeout: 10_000 },
        )
        .toBe(true)
      expect((await mara.release(grant.id, grant.messages)).keys).toHaveLength(3)
      await mara.ask({ op: 'return', caseId: report.caseId })
    },
  )

  it('forgets no request while its clock is ahead, so that none can be used again', async () => {
    const mara = await keys.session('mara')
    const declare = {
      op: 'declare-relation',
      act: 'declared',
      platform: 'harbour',
      account: 'u_once',
    } as const
    const signed = mara.sign(declare)
    await keys.client.signed(signed)
    keys.clock.offsetMs = HOUR
    keys.service.now()
    await keys.service.sequencer.submit(sweep, { sure: () => keys.service.clock!.sure })
    keys.clock.offsetMs = 0
    await expect
      .poll(async () => {
        await keys.service.clock!.compare()
        return keys.service.clock!.sure
      })
      .toBe(true)
    await expect(keys.client.signed(signed)).rejects.toMatchObject({ reason: 'replayed' })
  })
})
