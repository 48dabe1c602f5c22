import { describe, expect, it } from 'vitest'
import { answerBy, stateOf } from './words'

describe('words of access requests', () => {
  it('call an erasure carried out, and a reading over', () => {
    expect(stateOf({ act: 'erase', state: 'done' })).toBe('carried out')
    expect(stateOf({ act: 'read', state: 'done' })).toBe('ended')
    expect(stateOf({ act: 'erase', state: 'approved' })).toBe('approved')
  })

  it('know what a lead has said, so that nobody is asked twice', () => {
    const approvals = [{ personId: 'p1', verdict: 'approved' as const, at: 1 }]
    expect(answerBy({ approvals }, 'p1')).toBe('approved')
    expect(answerBy({ approvals }, 'p2')).toBeUndefined()
  })
})
