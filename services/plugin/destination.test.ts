import { describe, expect, it } from 'vitest'
import { isApproved, readDestinations } from './destination'

describe('where text may go', () => {
  const destinations = readDestinations('tox=https://scorer.test, other=https://scorer.test:8443')

  it('is what the operator approved for that plug-in, on any path', () => {
    expect(isApproved(destinations, [], { code: 'tox', url: 'https://scorer.test/v1?a=b' })).toBe(true)
    expect(isApproved(destinations, [], { code: 'other', url: 'https://scorer.test:8443/' })).toBe(true)
    expect(isApproved(destinations, ['127.0.0.1:9'], { code: 'any', url: 'http://127.0.0.1:9/x' })).toBe(true)
  })

  it('is nowhere else', () => {
    for (const [code, url] of [
      ['tox', 'https://scorer.test:8443/'],
      ['tox', 'http://scorer.test/'],
      ['tox', 'https://scorer.test.evil.test/'],
      ['tox', 'https://scorer.test@evil.test/'],
      ['new', 'https://scorer.test/'],
      ['constructor', 'https://scorer.test/'],
      ['tox', 'nonsense'],
    ] as const)
      expect(isApproved(destinations, [], { code, url })).toBe(false)
    expect(isApproved(readDestinations(''), [], { code: 'tox', url: 'https://scorer.test' })).toBe(false)
  })

  it('is not guessed from what cannot be read', () => {
    for (const text of [
      ...[
        'https://scorer.test',
        'tox=http://scorer.test',
        'tox=https://scorer.test/path',
        'T=https://a.test',
      ],
      ...['tox=https://a.test,tox=https://b.test', '=https://a.test'],
    ])
      expect(() => readDestinations(text)).toThrow(RangeError)
  })
})
