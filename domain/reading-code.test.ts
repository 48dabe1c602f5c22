import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromUtf8 } from './bytes'
import { formatReadingCode, isReadingCode, normaliseReadingCode, readingCodeInput } from './reading-code'

describe('reading codes', () => {
  it('carry a hundred random bits in five readable groups', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 13, maxLength: 13 }), (random) => {
        const code = formatReadingCode(random)
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
        expect(isReadingCode(code)).toBe(true)
        const bits = [...normaliseReadingCode(code)]
          .map((char) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(char).toString(2).padStart(5, '0'))
          .join('')
        expect([...random].map((byte) => byte.toString(2).padStart(8, '0')).join('')).toContain(bits)
      }),
    )
    expect(() => formatReadingCode(new Uint8Array(12))).toThrow(RangeError)
  })

  it('are the same however they are typed', () => {
    const forms = ['7K2M-0QXZ-1111-ABCD-00EF', '7k2m 0qxz 1111 abcd 00ef', ' 7K2MOQXZ–IlL1ABCDo0EF\n']
    expect(new Set(forms.map(normaliseReadingCode))).toEqual(new Set(['7K2M0QXZ1111ABCD00EF']))
    for (const typed of ['', '7K2M', '7K2M-0QXZ-1111-ABCD-00E!', '7K2M-0QXZ-1111-ABCD-00EU'])
      expect(isReadingCode(typed)).toBe(false)
  })

  it('are bound to the person', () => {
    const { password, salt } = readingCodeInput('7k2m-0qxz', 'person-1')
    expect(fromUtf8(password)).toBe('7K2M0QXZ')
    expect(fromUtf8(salt)).toBe('countersign/v1/trial-credential/person-1')
  })
})
