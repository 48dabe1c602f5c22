/**
 * Where a text stops being JSON (RFC 8259). JSON.parse says so only sometimes, and always with a piece of the
 * text, which must not reach an answer or a log. Runs only on a text that JSON.parse refused.
 *
 * @returns the UTF-16 offset of the first character that cannot continue a JSON text; its length when it ends
 * too early.
 */
export function jsonErrorOffset(text: string): number {
  const open: ('[' | '{')[] = []
  let at = skipSpace(text, 0)
  let expect: 'value' | 'value or ]' | 'key' | 'key or }' | 'end of value' = 'value'
  for (;;) {
    const char = text[at]
    if (expect === 'end of value') {
      if (open.length === 0) return at
      if (char === ',') expect = open.at(-1) === '[' ? 'value' : 'key'
      else if (char === (open.at(-1) === '[' ? ']' : '}')) open.pop()
      else return at
      at = skipSpace(text, at + 1)
    } else if ((expect === 'value or ]' && char === ']') || (expect === 'key or }' && char === '}')) {
      open.pop()
      expect = 'end of value'
      at = skipSpace(text, at + 1)
    } else if (expect === 'key' || expect === 'key or }') {
      if (char !== '"') return at
      const key = stringEnd(text, at)
      if (key.bad) return key.at
      at = skipSpace(text, key.at)
      if (text[at] !== ':') return at
      expect = 'value'
      at = skipSpace(text, at + 1)
    } else if (char === '[' || char === '{') {
      open.push(char)
      expect = char === '[' ? 'value or ]' : 'key or }'
      at = skipSpace(text, at + 1)
    } else {
      const scalar = char === '"' ? stringEnd(text, at) : wordEnd(text, at)
      if (scalar.bad) return scalar.at
      expect = 'end of value'
      at = skipSpace(text, scalar.at)
    }
  }
}

/** Line and column, both from 1, of a UTF-16 offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

type End = { at: number; bad: boolean }

function skipSpace(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
}

function stringEnd(text: string, from: number): End {
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at]!
    if (char === '"') return { at: at + 1, bad: false }
    if (char < ' ') return { at, bad: true }
    if (char !== '\\') continue
    const escaped = text[++at]
    if (escaped === undefined) break
    if (!'"\\/bfnrtu'.includes(escaped)) return { at, bad: true }
    if (escaped !== 'u') continue
    for (let digit = 0; digit < 4; digit++)
      if (!/[0-9a-fA-F]/.test(text[++at] ?? '')) return { at: Math.min(at, text.length), bad: true }
  }
  return { at: text.length, bad: true }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function wordEnd(text: string, from: number): End {
  for (const word of ['true', 'false', 'null']) {
    if (text[from] !== word[0]) continue
    for (let i = 0; i < word.length; i++) if (text[from + i] !== word[i]) return { at: from + i, bad: true }
    return { at: from + word.length, bad: false }
  }
  NUMBER.lastIndex = from
  const match = NUMBER.exec(text)
  return match ? { at: from + match[0].length, bad: false } : { at: from, bad: true }
}
