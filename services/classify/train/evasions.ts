type Disguise = (text: string, words: [number, number][], random: () => number) => string

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
const LEET: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }

/** Twelve ways to hide words from a filter, applied to the most decisive ones (or to the whole message). */
export const EVASIONS: Record<string, Disguise> = {
  leetspeak: each((word) => replaceAll(word, LEET)),
  symbols: each((word) => replaceAll(word, { a: '@', s: '$', i: '!' })),
  spacing: each((word) => [...word].join(' ')),
  dots: each((word) => [...word].join('.')),
  homoglyphs: each((word) => replaceAll(word, CYRILLIC)),
  zero_width: each((word) => [...word].join('\u200b')),
  full_width: each((word) => [...word].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')),
  zalgo: each((word) => [...word].map((c) => `${c}\u0300\u0327`).join('')),
  drawn_out: each((word, random) => {
    const at = Math.floor(random() * word.length)
    return word.slice(0, at) + word[at]!.repeat(4) + word.slice(at + 1)
  }),
  doubled: each((word, random) => {
    const at = Math.floor(random() * word.length)
    return word.slice(0, at) + word[at]!.repeat(2) + word.slice(at + 1)
  }),
  masked_vowel: each((word) => word.replace(/(?<=[A-Za-z])[aeiou](?=[A-Za-z])/i, '*')),
  whole_spaced: (text) => [...text.replaceAll(' ', '')].join(' '),
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

function replaceAll(word: string, table: Record<string, string>): string {
  return [...word].map((c) => table[c.toLowerCase()] ?? c).join('')
}
