import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAIL_SAFE, QUEUES, type Rule, type RuleOutcome, type RuleSet, routeBy } from './rule'

const effect = fc.record({
  priority: fc.integer({ min: 0, max: 100 }),
  queue: fc.constantFrom(...(Object.keys(QUEUES) as (keyof typeof QUEUES)[])),
  dueMinutes: fc.integer({ min: 5, max: 43_200 }),
})
const outcome = fc.constantFrom<RuleOutcome>('matched', 'not_matched', 'error')
const given = fc
  .array(fc.record({ effect, enabled: fc.boolean(), outcome }), { maxLength: 12 })
  .chain((parts) => fc.record({ parts: fc.constant(parts), otherwise: effect, scored: fc.boolean() }))

function setOf({
  parts,
  otherwise,
}: {
  parts: Pick<Rule, 'effect' | 'enabled'>[]
  otherwise: RuleSet['otherwise']
}) {
  const rules = parts.map((part, i) => ({ ...part, id: `r${i}`, name: `Rule ${i}`, when: 'true' }))
  return { rules, otherwise }
}

describe('routing by outcomes', () => {
  it('takes the highest priority with its queue, and the soonest due time', () => {
    const set: RuleSet = {
      rules: [
        {
          id: 'a',
          name: 'A',
          when: 'true',
          effect: { priority: 40, queue: 'general', dueMinutes: 10 },
          enabled: true,
        },
        {
          id: 'b',
          name: 'B',
          when: 'true',
          effect: { priority: 90, queue: 'urgent', dueMinutes: 60 },
          enabled: true,
        },
      ],
      otherwise: { priority: 0, queue: 'general', dueMinutes: 1_000 },
    }
    expect(routeBy(set, true, ['matched', 'matched'])).toEqual({
      priority: 90,
      queue: 'urgent',
      dueMinutes: 10,
      reasons: [
        { rule: 'a', outcome: 'matched' },
        { rule: 'b', outcome: 'matched' },
      ],
    })
    expect(routeBy(set, true, ['not_matched', 'not_matched']).reasons).toEqual([
      { rule: 'otherwise', outcome: 'default' },
    ])
  })

  it('never lets a failure read as safe', () => {
    fc.assert(
      fc.property(given, (one) => {
        const routing = routeBy(
          setOf(one),
          one.scored,
          one.parts.map((part) => part.outcome),
        )
        const failed = !one.scored || one.parts.some((part) => part.enabled && part.outcome === 'error')
        if (!failed) return
        expect(routing.priority).toBeGreaterThanOrEqual(FAIL_SAFE.priority)
      }),
    )
  })

  it('never puts a case later or lower because one more rule matched', () => {
    fc.assert(
      fc.property(given, fc.nat(), (one, pick) => {
        if (one.parts.length === 0) return
        const at = pick % one.parts.length
        const set = setOf(one)
        const others = one.parts.some((part, i) => i !== at && part.enabled && part.outcome !== 'not_matched')
        if (!others) return // then the default falls away
        const without = one.parts.map((part, i) => (i === at ? 'not_matched' : part.outcome))
        const with_ = one.parts.map((part, i) => (i === at ? 'matched' : part.outcome))
        const [before, after] = [routeBy(set, one.scored, without), routeBy(set, one.scored, with_)]
        expect(after.priority).toBeGreaterThanOrEqual(before.priority)
        expect(after.dueMinutes).toBeLessThanOrEqual(before.dueMinutes)
      }),
    )
  })

  it('names every rule that had a say and no other', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { reasons } = routeBy(
          setOf(one),
          one.scored,
          one.parts.map((part) => part.outcome),
        )
        const named = reasons.filter(({ outcome }) => outcome === 'matched' || outcome === 'error')
        const expected = one.parts.flatMap((part, i) =>
          part.enabled && part.outcome !== 'not_matched' ? [{ rule: `r${i}`, outcome: part.outcome }] : [],
        )
        expect(named).toEqual(expected)
      }),
    )
  })
})
