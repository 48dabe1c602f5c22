import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWellFormed } from '#domain/canonical-json'
import { findHidden } from './hidden-characters'
import { segmentText } from './text-segments'

const span = fc.record({
  start: fc.integer({ min: 0, max: 60 }),
  end: fc.integer({ min: 0, max: 60 }),
  label: fc.constantFrom('Secrecy', 'Isolation', 'Age probing'),
})

describe('the runs of a text', () => {
  it('joined in order are the text, whatever the spans', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.array(span), (text, spans) => {
        const runs = segmentText(text, spans)
        expect(runs.map((run) => run.text).join('')).toBe(text)
        expect(runs.every((run) => isWellFormed(run.text))).toBe(true)
      }),
    )
  })

  it('carry the labels of every span over them', () => {
    const runs = segmentText('our little secret', [
      { start: 4, end: 17, label: 'Secrecy' },
      { start: 11, end: 17, label: 'Isolation' },
    ])
    expect(runs).toEqual([
      { text: 'our ', labels: [] },
      { text: 'little ', labels: ['Secrecy'] },
      { text: 'secret', labels: ['Secrecy', 'Isolation'] },
    ])
  })

  it('clip spans that reach beyond the text, and drop those inside out', () => {
    const runs = segmentText('abc', [
      { start: 2, end: 99, label: 'Secrecy' },
      { start: 3, end: 1, label: 'Isolation' },
    ])
    expect(runs.map((run) => run.labels)).toEqual([[], ['Secrecy']])
  })
})

describe('hidden characters', () => {
  const names = (text: string) => findHidden(text).map((found) => found.name)

  it('are named where they stand', () => {
    expect(findHidden('m\u200beet')).toEqual([{ at: 1, length: 1, name: 'ZWSP' }])
    expect(names('\u202etxt\u202c \u0000 \u00ad \ufeff')).toEqual(['RLO', 'PDF', 'NUL', 'SHY', 'BOM'])
    expect(names('a\u{e0061}b')).toEqual(['U+E0061'])
    expect(names('s\u200dh\u200co')).toEqual(['ZWJ', 'ZWNJ'])
  })

  it('are not the joiners that spell a word, an emoji or a flag', () => {
    expect(names('می\u200cخواهم')).toEqual([])
    expect(names('\u{1f469}\u200d\u{1f52c} \u2764\ufe0f\u200d\u{1f525}')).toEqual([])
    expect(names('\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}')).toEqual([])
    expect(names('tab\tand\r\nline')).toEqual([])
  })
})
