import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { enrolChallengeInput, enrolmentCodeInput, isEnrolmentCode, spokenFingerprint } from './enrolment'

const PERSON = '0198a000-0000-7000-8000-000000000001'

it('a fingerprint is read as its first 80 bits, in four groups of four signs', () => {
  expect(spokenFingerprint(new Uint8Array(32).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  expect(spokenFingerprint(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe('000G-40R4-0M30-E209')
  expect(() => spokenFingerprint(new Uint8Array(31))).toThrow(RangeError)
})

it('a code is the same however it is typed, and another for another person', () => {
  const hash = (code: string, person = PERSON) => {
    const { key, message } = enrolmentCodeInput(code, person)
    return createHmac('sha256', key).update(message).digest('hex')
  }
  const code = '7K2M-0QXZ-ABCD-EFGH-1234'
  expect(isEnrolmentCode(code)).toBe(true)
  expect(hash(' 7k2m oqxz abcd efgh l234 ')).toBe(hash(code))
  expect(hash(code, PERSON.replace(/1$/, '2'))).not.toBe(hash(code))
  expect(hash(code.replace('1234', '1235'))).not.toBe(hash(code))
})

it('a challenge belongs to one nonce, one code and one person', () => {
  const input = (nonce: number, code: number, person = PERSON) =>
    Buffer.from(
      enrolChallengeInput(new Uint8Array(32).fill(nonce), new Uint8Array(32).fill(code), person),
    ).toString('hex')
  const all = [input(1, 2), input(2, 1), input(1, 1), input(1, 2, PERSON.replace(/1$/, '2'))]
  expect(new Set(all).size).toBe(4)
})
