import { describe, expect, it } from 'vitest'
import { KEY_REFUSALS } from '#domain/key-refusal'
import { endsSession, refusalWords } from './refusal'

describe('words for a refusal', () => {
  it('are a sentence for every code of the key service, and never the code itself', () => {
    for (const code of Object.keys(KEY_REFUSALS)) {
      expect(refusalWords(code)).toMatch(/^[A-Z].*\.$/)
      expect(refusalWords(code)).not.toContain('(')
    }
    expect(refusalWords('already_answered')).toBe(KEY_REFUSALS.already_answered)
  })

  it('tell a reader what to do next where there is something', () => {
    expect(refusalWords('lease_expired')).toContain('Claim it again')
    expect(endsSession('session_revoked')).toBe(true)
    expect(endsSession('role_missing')).toBe(false)
  })

  it('name a code that nobody knows', () => {
    expect(refusalWords('some_new_code')).toContain('some new code')
  })
})
