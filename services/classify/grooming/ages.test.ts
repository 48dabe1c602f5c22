import { describe, expect, it } from 'vitest'
import type { ClassifierConversation } from '#domain/signal'
import { shippedModel } from '../shipped-model'
import { agesAround, agesOf, pathOf } from './ages'
import { readConversation } from './read'

function ages(lines: [string, string][], participants: ClassifierConversation['participants'] = {}) {
  const messages = lines.map(([author, text], i) => ({ id: `m${i}`, author, text, at: i, reported: false }))
  return agesOf(readConversation({ messages, participants }, shippedModel.words), participants)
}

describe('ages', () => {
  it('are those that the platform knows, before those that people state', () => {
    const known = ages([['b', 'im 33']], { b: { ageBand: '13_15' }, c: { ageBand: 'adult' } })
    expect([known.get('b'), known.get('c')]).toEqual(['minor', 'adult'])
  })

  it('are what was answered to a question about them', () => {
    const asked: [string, string] = ['a', 'how old are you']
    expect(ages([asked, ['b', '13']]).get('b')).toBe('minor')
    expect(ages([asked, ['b', '33 haha']]).get('b')).toBe('adult')
    expect(
      ages([
        ['a', 'how many points'],
        ['b', '33 haha'],
      ]).get('b'),
    ).toBe('unknown')
  })

  it('say whose path it is', () => {
    const path = (a: 'adult' | '13_15', b: 'adult' | '13_15') =>
      pathOf(agesAround(ages([], { a: { ageBand: a }, b: { ageBand: b } }), 'a'))
    expect([path('adult', '13_15'), path('13_15', '13_15'), path('adult', 'adult')]).toEqual([
      'adult_to_minor',
      'between_minors',
      'ages_unknown',
    ])
  })
})
