import { describe, expect, it } from 'vitest'
import type { Rule, RuleSet } from '#domain/rule'
import { diffRules } from './diff-rules'
import {
  addRule,
  changeRule,
  draftProblems,
  duplicateRule,
  freeId,
  moveRule,
  removeRule,
  settleIds,
} from './draft'

const effect = { priority: 50, queue: 'general', dueMinutes: 60 } as const
const rule = (id: string): Rule => ({ id, name: id, when: 'reports > 1', effect, enabled: true })
const set: RuleSet = { rules: [rule('a'), rule('b'), rule('c')], otherwise: effect }
const words = (e: Rule['effect']) => `${e.priority} ${e.queue} ${e.dueMinutes}`

describe('a draft of rules', () => {
  it('gives a new rule an id that no other has', () => {
    expect(freeId(set, 'Grooming: a minor!')).toBe('grooming-a-minor')
    expect(freeId(set, 'a')).toBe('a-2')
    expect(freeId(set, '…')).toBe('rule')
  })

  it('duplicates beside the original, switched off', () => {
    const [next, id] = duplicateRule(set, 'a')
    expect(next.rules.map((r) => r.id)).toEqual(['a', id, 'b', 'c'])
    expect(next.rules[1]?.enabled).toBe(false)
  })

  it('moves within the list and stops at its ends', () => {
    expect(moveRule(set, 'a', 1).rules.map((r) => r.id)).toEqual(['b', 'a', 'c'])
    expect(moveRule(set, 'a', -1)).toBe(set)
  })

  it('names new rules after what they are called in the end, and keeps published ids', () => {
    const [added, id] = addRule(set, { ...rule('x'), name: 'New rule' })
    const renamed = changeRule(changeRule(added, id, { name: 'A' }), 'b', { name: 'Other' })
    expect(settleIds(renamed, set).rules.map((one) => one.id)).toEqual(['a', 'b', 'c', 'a-2'])
    expect(settleIds(set, set)).toEqual(set)
  })

  it('says what is not complete, by rule', () => {
    const wrong = changeRule(changeRule(set, 'a', { name: '' }), 'b', {
      effect: { ...effect, priority: 101 },
    })
    expect([...draftProblems(wrong).keys()]).toEqual(['a', 'b'])
    expect(draftProblems({ ...set, otherwise: { ...effect, dueMinutes: 1 } }).get('otherwise')).toMatch(/Due/)
    expect(draftProblems(set).size).toBe(0)
  })
})

describe('the difference of two sets', () => {
  it('names what was added, removed, changed and moved', () => {
    const [added] = addRule(moveRule(removeRule(set, 'c'), 'b', -1), { ...rule('d'), name: 'New' })
    const changed = changeRule(added, 'a', { enabled: false })
    expect(diffRules(set, changed, words).map((change) => change.type)).toEqual([
      'changed',
      'added',
      'removed',
      'moved',
    ])
  })

  it('is empty for equal sets', () => {
    expect(diffRules(set, structuredClone(set), words)).toEqual([])
  })
})
