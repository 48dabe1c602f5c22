import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, isCanonicalJson, isWellFormed } from './canonical-json'

describe('canonical JSON', () => {
  it('writes the examples of RFC 8785', () => {
    const example = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts members by UTF-16 code units, as RFC 8785 §3.2.3 does', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
    expect(Object.keys(JSON.parse(text)).filter((key) => key !== '1')).toEqual([
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ])
    expect(text.indexOf('"1"')).toBeGreaterThan(text.indexOf('"\\r"'))
  })

  it('is a fixed point and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        fc.pre(isWellFormed(JSON.stringify(value)) && !JSON.stringify(value).includes('\\ud'))
        const text = canonicalJson(value)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      }),
    )
  })

  it('refuses what JSON carries ambiguously', () => {
    for (const bad of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      undefined,
      { a: undefined },
      () => 1,
      '\ud800',
      { '\udc00': 1 },
      1n,
    ])
      expect(() => canonicalJson(bad)).toThrow(TypeError)
  })
})

describe('the short way to see that JSON is canonical', () => {
  function bothWays(text: string): void {
    const value: unknown = JSON.parse(text)
    let long = false
    let short = false
    try {
      long = canonicalJson(value) === text && !text.includes('"__proto__"')
    } catch {
      // Lone surrogates have no canonical form.
    }
    try {
      short = isCanonicalJson(text, value)
    } catch {
      // Refused as well.
    }
    expect({ text, short }).toEqual({ text, short: long })
  }

  it('says what the long way says, of any JSON in any spelling', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, sorted) => {
        bothWays(sorted ? canonicalJson(value) : JSON.stringify(value))
        bothWays(JSON.stringify(value, null, 1))
      }),
    )
    for (const text of [
      ...[
        '{"b":1,"a":2}',
        '{"a":1,"a":2}',
        '{"10":1,"9":2}',
        '{"9":1,"10":2}',
        '{"a":1.0}',
        '{"a":1e3}',
        '-0',
        '0',
      ],
      ...[
        '{"a":"\\ud800"}',
        '{"a":"\\uD800"}',
        '{"a":"\\u0041"}',
        '{"a":"\\u001f"}',
        '"\\ud83d\\ude00"',
        '"😀"',
      ],
      ...[
        '{"__proto__":1}',
        '{"a":{"b":1,"a":2}}',
        '[{"b":1,"a":2}]',
        '[[{"a":1,"b":[]}]]',
        ' 1',
        '"\\/"',
        'null',
      ],
    ])
      bothWays(text)
  })
})
