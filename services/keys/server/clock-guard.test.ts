import { beforeEach, describe, expect, it } from 'vitest'
import { ClockGuard } from './clock-guard'

const HOUR = 3_600_000

describe('the clock of the key service', () => {
  let time: { wall: number; ticks: number; database: number }
  let steps: number[]
  let clock: ClockGuard
  beforeEach(() => {
    time = { wall: 1_000 * HOUR, ticks: 5_000, database: 1_000 * HOUR }
    steps = []
    clock = new ClockGuard({
      now: () => time.wall,
      monotonic: () => time.ticks,
      databaseNow: async () => time.database,
      onStep: (off) => steps.push(off),
    })
    clock.startAfter(time.wall)
  })
  function pass(ms: number): void {
    time.wall += ms
    time.ticks += ms
    time.database += ms
  }

  it('is sure while it runs evenly, is disciplined by seconds, and a day passes', async () => {
    for (let i = 0; i < 100; i++) {
      pass(15 * 60_000)
      time.wall += i % 2 === 0 ? 900 : -900
      clock.require()
      await clock.compare()
    }
    expect(steps).toEqual([])
  })

  it.each([-HOUR, HOUR])(
    'doubts a step of %i ms, tells it once, and is sure when the database agrees',
    async (step) => {
      pass(1_000)
      clock.require()
      time.wall += step
      for (let i = 0; i < 3; i++) {
        expect(() => clock.require()).toThrow('not sure')
        pass(5_000)
        await clock.compare()
      }
      expect(steps).toEqual([step])
      time.wall = time.database
      await clock.compare()
      clock.require()
      expect(steps).toHaveLength(1)
    },
  )

  it.each([-31_000, 31_000])(
    'doubts a step of %i ms until it has been held against the database',
    async (step) => {
      clock.require()
      time.wall += step
      expect(() => clock.require()).toThrow('not sure')
      pass(5_000)
      await clock.compare()
      clock.require()
      expect(steps).toEqual([step])
    },
  )

  it('is told by the database when it was an hour off from the start', async () => {
    time.wall -= HOUR
    clock = new ClockGuard({
      ...{ now: () => time.wall, monotonic: () => time.ticks, databaseNow: async () => time.database },
      onStep: (off) => steps.push(off),
    })
    await clock.compare()
    expect(clock.sure).toBe(false)
    expect(steps).toEqual([-HOUR])
  })

  it('opens nothing while both clocks are behind the last entry', async () => {
    time.wall -= HOUR
    time.database -= HOUR
    await clock.compare()
    expect(() => clock.require()).toThrow('not sure')
    pass(HOUR - 31_000)
    await clock.compare()
    expect(clock.sure).toBe(false)
    pass(2_000)
    await clock.compare()
    clock.require()
  })

  it('changes its mind about nothing when the database does not answer', async () => {
    const silent = new ClockGuard({
      ...{ now: () => time.wall, monotonic: () => time.ticks, onStep: () => undefined },
      databaseNow: () => Promise.reject(new Error('away')),
    })
    time.wall += HOUR
    await expect(silent.compare()).rejects.toThrow('away')
    expect(silent.sure).toBe(false)
    time.wall -= HOUR
    await expect(silent.compare()).rejects.toThrow('away')
    expect(silent.sure).toBe(false)
  })
})
