import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CaseFacts, factTable } from '#domain/facts'
import { QUEUES, RuleEffect } from '#domain/rule'
import { BANDS } from '#domain/signal'
import { CLASSIFIERS } from '#services/classify/registry'
import { DEFAULT_RULES } from './default-rules'
import { compile } from './engine'
import { routeCase } from './route'

const facts: CaseFacts = {
  reason: 'other',
  source: 'user',
  region: 'EU',
  platform: 'example',
  kind: 'direct',
  reports: 1,
  messages: 10,
  reporterAge: 'unknown',
  subjectAge: 'unknown',
  minorInvolved: true,
  subjectCases: 0,
  harassment: 0.1,
  harassmentBand: 'low',
  grooming: 0,
  groomingBand: 'low',
  plugin: 0,
  pluginBand: 'none',
  scored: true,
}
const rules = compile(DEFAULT_RULES, factTable(CLASSIFIERS))

describe('a grooming score', () => {
  it('can have no effect but a priority, a queue of people and a due time', () => {
    const effect = { priority: 90, queue: 'child-safety', dueMinutes: 15 }
    expect(RuleEffect.safeParse(effect).success).toBe(true)
    for (const extra of ['action', 'decision', 'outcome', 'enforce', 'remove', 'suspend', 'notify'])
      expect(RuleEffect.safeParse({ ...effect, [extra]: true }).success, extra).toBe(false)
  })

  it('routes to people whatever it is, and a higher band never lowers the priority', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (grooming, minorInvolved) => {
        const routed = BANDS.map((groomingBand) =>
          routeCase(rules, { ...facts, grooming, groomingBand, minorInvolved }),
        )
        for (const routing of routed) {
          expect(Object.keys(routing).sort()).toEqual(['dueMinutes', 'priority', 'queue', 'reasons'])
          expect(Object.keys(QUEUES)).toContain(routing.queue)
        }
        const priorities = routed.map(({ priority }) => priority)
        expect(priorities).toEqual([...priorities].sort((a, b) => a - b))
      }),
    )
  })

  it('is out of reach of the code that acts', () => {
    const action = new URL('../action/', import.meta.url)
    const sources = readdirSync(action).filter((name) => name.endsWith('.ts'))
    expect(sources.length).toBeGreaterThan(0)
    for (const name of sources) {
      const text = readFileSync(new URL(name, action), 'utf8')
      expect(text, name).not.toMatch(/#domain\/signal'|#services\/classify\/|\bsignals?\b.*(FROM|JOIN)/)
    }
  })
})
