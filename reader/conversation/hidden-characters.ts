/**
 * Characters that change or hide text without being seen: controls, zero-width characters, direction marks and
 * tags. They are evidence of evasion, so the reader names them on request; it never removes one.
 */
const NAMES: Record<number, string> = {
  0: 'NUL',
  173: 'SHY',
  847: 'CGJ',
  1564: 'ALM',
  4447: 'HCF',
  4448: 'HJF',
  6158: 'MVS',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  12644: 'HF',
  65279: 'BOM',
  65440: 'HHF',
}

/** Code points, both ends included: Unicode's default-ignorable ones and the controls but tab and newline. */
const HIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x0000, 0x0008],
  [0x000b, 0x000c],
  [0x000e, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0d], // not FE0E and FE0F, which only choose between text and emoji
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
]
/** Most text has none of these: one cheap look before the walk. */
const SUSPECT = /[^\t\n\r\u0020-\u007e\u00a0-\u00ac\u00ae-\u034e]/

/** Scripts that need joiners to be spelt right; a joiner inside such a word hides nothing. */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Mongolian}\p{Script=Khmer}]/u
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u

export type HiddenCharacter = { at: number; length: number; name: string }

/** Offsets are UTF-16 code units. */
export function findHidden(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = []
  if (!SUSPECT.test(text)) return found
  let at = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (isHidden(code) && !isOrdinary(text, at, code))
      found.push({ at, length: char.length, name: nameOf(code) })
    at += char.length
  }
  return found
}

function isHidden(code: number): boolean {
  return HIDDEN_RANGES.some(([from, to]) => code >= from && code <= to)
}

/** Joiners that spell a word or an emoji, and the tags of a flag, are seen as what they make. */
function isOrdinary(text: string, at: number, code: number): boolean {
  if (code === 0x200c || code === 0x200d) return isOrdinaryJoiner(text, at)
  return code >= 0xe0020 && code <= 0xe007f && isFlagTag(text, at)
}

function nameOf(code: number): string {
  return NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

function isOrdinaryJoiner(text: string, at: number): boolean {
  const before = lastCharacter(text.slice(Math.max(0, at - 2), at))
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0)
  return (JOINING.test(before) && JOINING.test(after)) || (EMOJI.test(before) && EMOJI.test(after))
}

/** Tags spell the flag of a region after a black flag, and nothing else that is seen. */
function isFlagTag(text: string, at: number): boolean {
  return /\u{1f3f4}[\u{e0020}-\u{e007f}]*$/u.test(text.slice(Math.max(0, at - 16), at))
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? ''
}
