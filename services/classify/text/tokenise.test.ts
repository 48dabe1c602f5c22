import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../shipped-model'
import { tokenise } from './tokenise'

const words = (text: string) => tokenise(text, shippedModel.words).map((token) => token.text)

describe('the tokeniser', () => {
  it('reads disguised words as the words they imitate', () => {
    for (const disguised of [
      '1d10t',
      'i.d.i.o.t',
      'іdіоt',
      'i\u200bd\u200bi\u200bo\u200bt',
      'ｉｄｉｏｔ',
      'i̷d̷i̷o̷t̷',
      'idiooot',
      'id!ot',
      '𝓲𝓭𝓲𝓸𝓽',
      'id*ot',
      '🇮🇩🇮🇴🇹',
      '🅸🅳🅸🅾🆃',
      'ⓘⓓⓘⓞⓣ',
      'iᎠιоt',
    ])
      expect(words(disguised), disguised).toEqual(['idiot'])
  })

  it('joins spaced letters, alone and as a whole message', () => {
    expect(words('you i d i o t')).toContain('idiot')
    expect(words('y o u a r e a n i d i o t').slice(-1)).toEqual(['idiot'])
  })

  it('reads pictures that stand for words, and leaves flags alone', () => {
    expect(words('you are a 🤡🤡')).toEqual(['you', 'are', 'a', 'clown'])
    expect(words('👊🏿')).toEqual(['punch'])
    expect(words('off to 🇩🇪')).toEqual(['off', 'to', '\ufffd'])
  })

  it('reads chat spellings as plain words', () => {
    expect(words('dont tell ur mum')).toEqual(['do', 'not', 'tell', 'your', 'mom'])
  })

  it('leaves ordinary spellings alone', () => {
    expect(words('see you at 7pm, room 101')).toEqual(['see', 'you', 'at', '7', 'pm', ',', 'room', '101'])
    expect(words('u r a star')).toEqual(['you', 'are', 'a', 'star'])
  })

  it('points each token at the text that it came from', () => {
    const text = 'hey, у0u 1d10t!'
    const token = tokenise(text, shippedModel.words).find((t) => t.text === 'idiot')!
    expect(text.slice(token.start, token.end)).toBe('1d10t')
  })

  it('gives ordered spans inside the text for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        let last = 0
        for (const { start, end } of tokenise(text, shippedModel.words)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          last = start
        }
      }),
      { numRuns: 500 },
    )
  })
})
