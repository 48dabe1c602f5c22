import { describe, expect, it } from 'vitest'
import { requireSameOrigin } from './same-origin'

const OURS = 'http://localhost:3000'
const check = (headers: Record<string, string>) => () => requireSameOrigin(new Headers(headers), OURS)

describe('the second bolt against cross-site requests', () => {
  it('lets our own pages through', () => {
    expect(check({ origin: OURS, 'sec-fetch-site': 'same-origin' })).not.toThrow()
    expect(check({ origin: OURS })).not.toThrow()
  })

  it('refuses another origin, the reader’s included, whatever else is said', () => {
    expect(check({ origin: 'http://127.0.0.1:3001' })).toThrow()
    expect(check({ origin: 'http://127.0.0.1:3001', 'sec-fetch-site': 'same-origin' })).toThrow()
    expect(check({ origin: OURS, 'sec-fetch-site': 'same-site' })).toThrow()
    expect(check({ origin: 'null', 'sec-fetch-site': 'cross-site' })).toThrow()
  })

  it('refuses a request that says nothing of where it comes from', () => {
    expect(check({})).toThrow()
  })
})
