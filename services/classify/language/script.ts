import type { Token } from '../text/token'

/**
 * Part of a tag, a command or an identifier. Words that a slash, an underscore or the like joins ("one/two",
 * "one_two") are words all the same, unless something else in the chunk speaks for a path or code.
 */
export function isGlued(original: string, { start, end }: Token): boolean {
  if (start === 1 && original.charCodeAt(0) === 0x21) return true
  const spaceBefore = start === 0 || original.charCodeAt(start - 1) === 0x20
  const spaceAfter = end === original.length || original.charCodeAt(end) === 0x20
  const glued =
    (!spaceBefore && '0123456789_#@/\\=&$~<`'.includes(original[start - 1]!)) ||
    (!spaceAfter && '0123456789_@/\\=([{'.includes(original[end]!))
  return (
    glued &&
    !((isJoiner(original[start - 1]) || isJoiner(original[end])) && isAmongWords(original, start, end))
  )
}

const isJoiner = (sign: string | undefined) => sign !== undefined && '_/\\=&~'.includes(sign)
const WORDS_ONLY = /^[("'*¡¿]*\p{L}[\p{L}\p{M}'’]*(?:[_/\\=&~|+-]{1,3}[\p{L}\p{M}'’]+)+[\p{P}~]*$/u
const CUT_WORD = /^[^_/\\=&~|+-]*[_/\\=&~|+-]*/
/** Names in code have capitals inside. */
const CAMEL = /\p{Ll}\p{Lu}/u
/** Of a longer chunk so many letters on either side are looked at. */
const NEAR = 50

/** True in a chunk of nothing but words and what joins them. */
function isAmongWords(original: string, start: number, end: number): boolean {
  let from = start
  while (from > 0 && original.charCodeAt(from - 1) > 0x20 && start - from < NEAR) from--
  let to = end
  while (to < original.length && original.charCodeAt(to) > 0x20 && to - end < NEAR) to++
  const isCut = from > 0 && original.charCodeAt(from - 1) > 0x20
  const chunk = original.slice(from, to)
  return WORDS_ONLY.test(isCut ? chunk.replace(CUT_WORD, '') : chunk) && !CAMEL.test(chunk)
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

export function isAsciiWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 97 || code > 122) return false
  }
  return true
}

/** True when a word has a Latin letter with an accent, or one that English does not have. */
export function isAccented(written: string): boolean {
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at)
    if ((code >= 0xc0 && code < 0x250) || (code >= 0x1ea0 && code < 0x1f00)) return true
  }
  return false
}

/** True when most letters of a word are of another script, not merely disguised Latin ones. */
export function isOtherScript(written: string): boolean {
  let other = 0
  let latin = 0
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at)
    if (isOfOtherScript(code)) other++
    else if ((code < 0x80 && (code | 32) >= 97 && (code | 32) <= 122) || (code >= 0x1e00 && code < 0x1f00))
      latin++
  }
  return other > latin
}

/**
 * Blocks of letters that are not Latin, as first and last unit: between them lie phonetic letters, Latin with accents
 * (also Vietnamese), punctuation and pictures. The last five are forms of letters of other blocks.
 */
const OTHER_SCRIPTS: readonly (readonly [first: number, last: number])[] = [
  [0x370, 0x1cff],
  [0x1f00, 0x1fff],
  [0x2c00, 0x2c5f],
  [0x2c80, 0x2dff],
  [0x2e80, 0xa71f],
  [0xa800, 0xab2f],
  [0xab70, 0xd7ff],
  [0xf900, 0xfaff],
  [0xfb13, 0xfdff],
  [0xfe70, 0xfefe],
  [0xff66, 0xffdc],
]

function isOfOtherScript(code: number): boolean {
  return code >= 0x370 && OTHER_SCRIPTS.some(([first, last]) => code >= first && code <= last)
}

/** Kana, Chinese characters and Korean: one stands for a syllable or a word. */
function isSyllable(code: number): boolean {
  return (code >= 0x3040 && code < 0xd7b0) || (code >= 0xf900 && code < 0xfb00) || code >= 0xff66
}

/**
 * How many words of another script: four letters are one, or two characters that stand for a syllable or a word. A
 * character by itself is a part of a face ("(づ｡◕‿‿◕｡)づ").
 */
export function scriptUnits(written: string): number {
  let units = 0
  let letters = 0
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at)
    if (!isOfOtherScript(code)) continue
    letters++
    units += isSyllable(code) ? 0.5 : 0.25
  }
  return letters > 1 ? units : 0
}
