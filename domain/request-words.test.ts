import { expect, it } from 'vitest'
import { KeyRequest } from './key-request'
import { CONFIRMED_OPS, isConfirmed, SIGNABLE_OPS } from './reader-protocol'
import { REQUEST_WORDS, requestWords } from './request-words'

const stamp = { requestId: '0198a000-0000-7000-8000-00000000000a', at: 1 }
const person = '0198a000-0000-7000-8000-000000000001'

it('every operation that takes a click has words, and is one that the page may ask for', () => {
  for (const op of CONFIRMED_OPS) {
    expect(REQUEST_WORDS[op]).toBeTypeOf('function')
    expect(SIGNABLE_OPS).toContain(op)
    expect(isConfirmed(op)).toBe(true)
  }
  for (const op of ['claim', 'renew', 'return', 'widen', 'query-ledger']) expect(isConfirmed(op)).toBe(false)
})

it('words name the whole person and everything that is decided about them', () => {
  const request = KeyRequest.parse({
    ...{ ...stamp, op: 'change-person', personId: person },
    ...{ roles: ['admin', 'safety_lead'], regions: ['EU'], active: true },
  })
  const { lines } = requestWords(request as never)
  expect(lines).toEqual([`Person ${person}`, 'Roles: Admin, Safety lead', 'Regions: EU'])
})

it('gives the reason of a freeze as the page gave it, not its code', () => {
  const request = KeyRequest.parse({
    ...{ ...stamp, op: 'freeze', personId: person, act: 'frozen', code: 'compromised' },
  })
  expect(requestWords(request as never).lines[1]).toBe('Reason: Their credential may be in other hands')
})

it('a fingerprint is shown as it is read aloud', () => {
  const request = KeyRequest.parse({
    ...{ ...stamp, op: 'revoke-credential', personId: person, credential: 'A'.repeat(43) },
  })
  expect(requestWords(request as never).lines[1]).toBe('Fingerprint 0000-0000-0000-0000')
})
