import { describe, expect, it } from 'vitest'
import { jsonErrorOffset, lineAndColumn } from './json-position'

describe('the position of a JSON error', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['"abc', 4],
    ['"a\\x"', 3],
    ['"\\u12g4"', 5],
    ['"a\nb"', 2],
    ['tru', 3],
    ['nul!', 3],
    ['01', 1],
    ['1.', 1],
    ['{"a":[1,{"b":tru}]}', 16],
    ['{} x', 3],
    ['\ufeff{}', 0],
    ['[', 1],
    ['[]]', 2],
    ["{'a':1}", 1],
  ])('finds where %j goes wrong', (text, offset) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(jsonErrorOffset(text)).toBe(offset)
  })

  it('walks a nest of a million brackets without a stack', () => {
    expect(jsonErrorOffset('['.repeat(1_000_000))).toBe(1_000_000)
  })

  it('counts lines and columns from one', () => {
    expect(lineAndColumn('{\n  "a": x}', 9)).toEqual({ line: 2, column: 8 })
    expect(lineAndColumn('x', 0)).toEqual({ line: 1, column: 1 })
  })
})
