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

const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

/** Scripts that need joiners to be spelt right; a joiner inside such a word hides nothing. */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Mongolian}\p{Script=Khmer}]/u
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u

export type HiddenCharacter = { at: number; length: number; name: string }

/** Offsets are UTF-16 code units. */
export function findHidden(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = []
  for (const match of text.matchAll(HIDDEN)) {
    const char = match[0]
    const code = char.codePointAt(0)!
    if ((code === 0x200c || code === 0x200d) && isOrdinaryJoiner(text, match.index)) continue
    if (code >= 0xe0020 && code <= 0xe007f && isFlagTag(text, match.index)) continue
    found.push({ at: match.index, length: char.length, name: nameOf(code) })
  }
  return found
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
