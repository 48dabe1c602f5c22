import { describe, expect, it } from 'vitest'
import { countFilters, filterFromUrl, queryOf, urlOf } from './ledger-filter'

const person = '0198a000-0000-7000-8000-000000000001'

describe('the ledger filter', () => {
  it('keeps the account out of the address', () => {
    const filter = { range: 'all', machines: false, subject: 'u_2', person } as const
    expect(urlOf(filter)).toBe(`?person=${person}`)
    expect(queryOf(filter, 0)).toEqual({ personId: person, subject: 'u_2', actors: 'people' })
  })

  it('reads back what it wrote and ignores what it does not know', () => {
    const filter = filterFromUrl(
      new URLSearchParams('purpose=SECOND_REVIEW&range=week&machines=1&person=x&kind=<b>'),
    )
    expect(filter).toEqual({ purpose: 'SECOND_REVIEW', range: 'week', machines: true })
    expect(filterFromUrl(new URLSearchParams(urlOf(filter)))).toEqual(filter)
  })

  it('bounds a range by when the reading began, and days by the whole day', () => {
    expect(queryOf({ range: 'hour', machines: true }, 10_000_000).from).toBe(10_000_000 - 3_600_000)
    const { from, to } = queryOf({ range: 'days', machines: true, from: '2026-11-22', to: '2026-11-22' }, 0)
    expect(to! - from!).toBe(24 * 3_600_000 - 1)
  })

  it('counts what narrows the view', () => {
    expect(countFilters({ range: 'day', machines: true, subject: 'u' })).toBe(2)
  })
})
