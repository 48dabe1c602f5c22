import { plainWords } from './chat-words'
import { emojiWord } from './emoji-words'
import { type Folded, fold } from './fold'
import type { Words } from './repair'
import { repairSymbols, repairWord } from './repair'
import { joinSpacedLetters } from './spaced-letters'
import type { Token } from './token'

/** Splits a text into tokens in time linear in its length. `words` decides which repairs are plausible. */
export function tokenise(original: string, words: Words): Token[] {
  const folded = fold(original)
  const tokens: Token[] = []
  const { text } = folded
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++
      continue
    }
    let end = at + 1
    while (end < text.length && !isSpace(text.charCodeAt(end)) && end - at < MAX_CHUNK) end++
    readChunk(folded, at, end, words, tokens)
    at = end
  }
  return joinSpacedLetters(original, tokens, words)
}

/** Longer runs without a space are cut, so that no step sees more than this much at once. */
const MAX_CHUNK = 120

function readChunk(folded: Folded, start: number, end: number, words: Words, out: Token[]): void {
  const { text } = folded
  if (isPlainWord(text, start, end)) {
    pushWord(folded, start, end, words, out)
    return
  }
  const special = specialChunk(text, start, end, words)
  if (special) {
    pushToken(folded, start, end, special, 'symbol', false, out)
    return
  }
  // "!diot": a symbol in front may be the first letter.
  if (isLeetFront(text.charCodeAt(start)) && end - start > 3) {
    let stop = end
    while (stop > start && isTrimmable(text.charCodeAt(stop - 1))) stop--
    const repaired = isPlainWord(text, start + 1, stop)
      ? repairSymbols(text.slice(start, stop), words)
      : undefined
    if (repaired !== undefined && repaired.length === stop - start) {
      pushPlain(folded, start, stop, repaired, true, out)
      pushSymbols(folded, stop, end, out)
      return
    }
  }
  let from = start
  while (from < end && isTrimmable(text.charCodeAt(from))) from++
  let to = end
  while (to > from && isTrimmable(text.charCodeAt(to - 1))) to--
  pushSymbols(folded, start, from, out)
  if (from < to) {
    if (isPlainWord(text, from, to)) pushWord(folded, from, to, words, out)
    else {
      const repaired = repairSymbols(text.slice(from, to), words)
      if (repaired !== undefined) pushPlain(folded, from, to, repaired, true, out)
      else splitMixed(folded, from, to, words, out)
    }
  }
  pushSymbols(folded, to, end, out)
}

function specialChunk(text: string, start: number, end: number, words: Words): string | undefined {
  const first = text.charCodeAt(start)
  if (first === 0x40 && end - start >= 3 && isLetter(text.charCodeAt(start + 1))) {
    // "@" is an "a" in a disguised word before it is a mention.
    const chunk = text.slice(start, end)
    return repairSymbols(chunk, words) === undefined ? '@user' : undefined
  }
  if (first === 0x3c && text.charCodeAt(end - 1) === 0x3e) {
    const chunk = text.slice(start, end)
    if (chunk === '<url>' || chunk === '<email>' || chunk === '<phone>') return chunk
  }
  if (end - start < 6) return undefined
  const chunk = text.slice(start, end)
  if (chunk.includes('://') || chunk.startsWith('www.')) return '<url>'
  return undefined
}

/** Letters, digits and everything else, each run for itself. */
function splitMixed(folded: Folded, start: number, end: number, words: Words, out: Token[]): void {
  const { text } = folded
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at)
    let next = at + 1
    if (isLetter(code)) {
      while (next < end && (isLetter(text.charCodeAt(next)) || isInnerApostrophe(text, next, end))) next++
      pushWord(folded, at, next, words, out)
    } else if (isDigit(code)) {
      while (next < end && isDigit(text.charCodeAt(next))) next++
      pushToken(folded, at, next, text.slice(at, next), 'number', false, out)
    } else {
      while (next < end && !isLetter(text.charCodeAt(next)) && !isDigit(text.charCodeAt(next))) next++
      pushSymbols(folded, at, next, out)
    }
    at = next
  }
}

function pushWord(folded: Folded, start: number, end: number, words: Words, out: Token[]): void {
  const raw = folded.text.slice(start, end)
  const plain = plainWords(raw)
  if (plain) {
    for (const word of plain) pushToken(folded, start, end, word, 'word', false, out)
    return
  }
  const bare = raw.includes("'") ? raw.replaceAll("'", '') : raw
  if (bare === '') return
  const repaired = repairWord(bare, words)
  pushPlain(folded, start, end, repaired ?? bare, repaired !== undefined, out)
}

function pushPlain(
  folded: Folded,
  start: number,
  end: number,
  word: string,
  repaired: boolean,
  out: Token[],
): void {
  const plain = plainWords(word)
  if (plain) for (const part of plain) pushToken(folded, start, end, part, 'word', repaired, out)
  else pushToken(folded, start, end, word, 'word', repaired, out)
}

/** A run of symbols: one token for each different character, so that "!!!" is "!" once; a picture may be a word. */
function pushSymbols(folded: Folded, start: number, end: number, out: Token[]): void {
  let last = -1
  for (let at = start; at < end; ) {
    const code = folded.text.codePointAt(at)!
    const width = code > 0xffff ? 2 : 1
    if (code !== last && code !== 0x27) {
      const stop = Math.min(at + width, end)
      const word = emojiWord(code)
      if (word !== undefined) pushToken(folded, at, stop, word, 'word', true, out)
      else pushToken(folded, at, stop, folded.text.slice(at, stop), 'symbol', false, out)
    }
    last = code
    at += width
  }
}

function pushToken(
  folded: Folded,
  start: number,
  end: number,
  text: string,
  kind: Token['kind'],
  repaired: boolean,
  out: Token[],
): void {
  out.push({
    text,
    start: folded.starts ? folded.starts[start]! : start,
    end: folded.ends ? folded.ends[end - 1]! : end,
    kind,
    repaired,
  })
}

function isPlainWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isLetter(text.charCodeAt(at)) && !isInnerApostrophe(text, at, end)) return false
  }
  return true
}

function isInnerApostrophe(text: string, at: number, end: number): boolean {
  return text.charCodeAt(at) === 0x27 && at > 0 && at + 1 < end && isLetter(text.charCodeAt(at + 1))
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** "!" and "|", which else are cut off the front of a word. */
function isLeetFront(code: number): boolean {
  return code === 0x21 || code === 0x7c
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

export function isLetter(code: number): boolean {
  if (code < 0x80) return code >= 97 && code <= 122
  if (code >= 0xd800 && code <= 0xdfff) return false
  return otherLetters[code] === 1
}

/** Letters of the basic plane outside ASCII; those beyond it fold to letters of it or count as symbols. */
const otherLetters = new Uint8Array(0x10000)
for (let code = 0x80; code < 0xd800; code++)
  if (/\p{L}/u.test(String.fromCharCode(code))) otherLetters[code] = 1
for (let code = 0xe000; code < 0x10000; code++)
  if (/\p{L}/u.test(String.fromCharCode(code))) otherLetters[code] = 1

/** Punctuation that surrounds words; `$`, `@`, `*`, `#` and `+` may be part of a disguised one. */
function isTrimmable(code: number): boolean {
  if (code >= 0x80) return !isLetter(code)
  return !isLetter(code) && !isDigit(code) && code !== 0x24 && code !== 0x40 && code !== 0x2a && code !== 0x23
}
