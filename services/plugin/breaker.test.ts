import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Breakers } from './breaker'

function setUp() {
  let time = 0
  const breakers = new Breakers(() => time)
  const ask = (worked: boolean) => {
    const leave = breakers.enter('there')
    if (leave.ok) leave.settle(worked)
    return leave.ok ? 'asked' : leave.code
  }
  return { breakers, ask, pass: (ms: number) => (time += ms) }
}

describe('the circuit breaker', () => {
  it('opens after five failures in a row, and a success starts the count anew', () => {
    const { ask } = setUp()
    for (const worked of [false, false, false, false, true, false, false, false, false]) ask(worked)
    expect(ask(false)).toBe('asked')
    expect(ask(true)).toBe('breaker_open')
  })

  it('lets a single probe through when its pause is over, and closes by it', () => {
    const { breakers, ask, pass } = setUp()
    for (let i = 0; i < 5; i++) ask(false)
    pass(29_999)
    expect(ask(true)).toBe('breaker_open')
    pass(1)
    const probe = breakers.enter('there')
    expect(ask(true)).toBe('breaker_open')
    if (probe.ok) probe.settle(true)
    expect([ask(true), ask(true)]).toEqual(['asked', 'asked'])
  })

  it('learns nothing from a question that was never sent', () => {
    const { breakers, ask, pass } = setUp()
    for (let i = 0; i < 5; i++) ask(false)
    pass(30_000)
    const probe = breakers.enter('there')
    if (probe.ok) probe.settle(undefined)
    expect(ask(false)).toBe('asked')
    expect(ask(true)).toBe('breaker_open')
  })

  it('stays open for twice as long after a probe that fails, at most ten minutes', () => {
    const { ask, pass } = setUp()
    for (let i = 0; i < 5; i++) ask(false)
    pass(30_000)
    expect(ask(false)).toBe('asked')
    pass(59_999)
    expect(ask(true)).toBe('breaker_open')
    pass(1)
    for (let i = 0; i < 10; i++) {
      expect(ask(false)).toBe('asked')
      pass(600_000)
    }
    expect(ask(true)).toBe('asked')
  })

  it('lets four questions run at once, each destination for itself, and counts none twice', () => {
    const { breakers } = setUp()
    const asked = Array.from({ length: 5 }, () => breakers.enter('there'))
    expect(asked.map(({ ok }) => ok)).toEqual([true, true, true, true, false])
    expect(breakers.enter('elsewhere').ok).toBe(true)
    const [first] = asked
    if (first?.ok) {
      first.settle(true)
      first.settle(true)
    }
    expect(breakers.enter('there').ok).toBe(true)
    expect(breakers.enter('there')).toEqual({ ok: false, code: 'busy' })
  })

  it('always comes to admit again, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(1_000_000))), (history) => {
        const { ask, pass } = setUp()
        for (const [worked, ms] of history) {
          ask(worked)
          pass(ms)
        }
        pass(600_000)
        expect(ask(true)).toBe('asked')
      }),
    )
  })
})
