export type Disguise = (text: string, words: [number, number][], random: () => number) => string

const CYRILLIC: Record<string, string> = {
  a: 'а',
  e: 'е',
  o: 'о',
  p: 'р',
  c: 'с',
  i: 'і',
  x: 'х',
  y: 'у',
  s: 'ѕ',
  j: 'ј',
  h: 'һ',
}
const GREEK: Record<string, string> = {
  a: 'α',
  e: 'ε',
  o: 'ο',
  i: 'ι',
  v: 'ν',
  k: 'κ',
  p: 'ρ',
  u: 'υ',
  t: 'τ',
  x: 'χ',
}
const LEET: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }

/**
 * Ways to hide words from a filter, applied to the most decisive ones (or to the whole message): the twelve that the
 * metric table sums up, and `symbols` and `doubled`, which are told apart from leetspeak and repeated letters.
 */
export const EVASIONS: Record<string, Disguise> = {
  leetspeak: each((word) => replaceAll(word, LEET)),
  spacing: each((word) => [...word].join(' ')),
  dots: each((word) => [...word].join('.')),
  homoglyphs: each((word) => replaceAll(word, CYRILLIC)),
  zero_width: each((word) => [...word].join('\u200b')),
  full_width: each((word) => shift(word, 0xfee0)),
  zalgo: each((word) => [...word].map((c) => `${c}\u0300\u0327`).join('')),
  repeated_letters: each((word, random) => repeatOne(word, 4, random)),
  masked_vowel: each((word) => word.replace(/(?<=[A-Za-z])[aeiou](?=[A-Za-z])/i, '*')),
  whole_spaced: (text) => [...text.replaceAll(' ', '')].join(' '),
  emoji_code: each((word) => word.replace(/[A-Za-z]/g, boxed)),
  mixed_scripts: each((word, random) =>
    [...word]
      .map((c) => {
        const kind = Math.floor(random() * 4)
        if (kind === 0) return CYRILLIC[c.toLowerCase()] ?? c
        if (kind === 1) return GREEK[c.toLowerCase()] ?? c
        return kind === 2 ? shift(c, 0xfee0) : c
      })
      .join(''),
  ),
}
export const MORE_EVASIONS: Record<string, Disguise> = {
  symbols: each((word) => replaceAll(word, { a: '@', s: '$', i: '!' })),
  doubled: each((word, random) => repeatOne(word, 2, random)),
}

function each(disguise: (word: string, random: () => number) => string): Disguise {
  return (text, words, random) => {
    let out = ''
    let at = 0
    for (const [start, end] of words) {
      out += text.slice(at, start) + disguise(text.slice(start, end), random)
      at = end
    }
    return out + text.slice(at)
  }
}

function repeatOne(word: string, times: number, random: () => number): string {
  const at = Math.floor(random() * word.length)
  return word.slice(0, at) + (word[at] ?? '').repeat(times) + word.slice(at + 1)
}

/** ASCII letters moved by a distance; other characters stay. */
function shift(word: string, distance: number): string {
  return word.replace(/[A-Za-z]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + distance))
}

/** A letter as a picture: 🅰 and its like. */
function boxed(letter: string): string {
  return String.fromCodePoint(0x1f170 + letter.toLowerCase().charCodeAt(0) - 97)
}

function replaceAll(word: string, table: Record<string, string>): string {
  return [...word].map((c) => table[c.toLowerCase()] ?? c).join('')
}
