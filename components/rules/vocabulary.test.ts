import { describe, expect, it } from 'vitest'
import { factTable } from '#domain/facts'
import { offersAt, tokens } from './vocabulary'

const facts = factTable([{ name: 'grooming', label: 'Grooming' }])

const labels = (before: string, after?: string) =>
  offersAt(facts, before, after).offers.map((offer) => offer.label)

describe('completion of rule conditions', () => {
  it('offers every fact at the start', () => {
    expect(labels('')).toContain('minorInvolved')
    expect(labels('region == "EU" && groom')).toContain('groomingBand')
  })

  it('offers the known values after a comparison, quoted or inside quotes', () => {
    expect(offersAt(facts, 'region == ').offers[0]).toMatchObject({ label: 'EU', insert: '"EU"' })
    expect(offersAt(facts, 'groomingBand == "ur')).toMatchObject({ from: 17 })
    expect(offersAt(facts, 'region in ["EU", "').offers[0]).toMatchObject({ insert: 'EU"' })
    expect(offersAt(facts, 'region == "', '"').offers[0]).toMatchObject({ insert: 'EU' })
  })

  it('offers methods of texts only, and nothing inside a free string', () => {
    expect(labels('reason.')).toContain('startsWith')
    expect(labels('reports.')).toEqual([])
    expect(labels('reason == "gro')).toEqual([])
  })

  it('colours facts, strings and numbers by position', () => {
    expect(tokens(facts, 'grooming >= 0.8')).toEqual([
      { from: 0, to: 8, kind: 'fact' },
      { from: 9, to: 11, kind: 'operator' },
      { from: 12, to: 15, kind: 'number' },
    ])
    expect(tokens(facts, 'nonsense')[0]?.kind).toBe('unknown')
  })
})
