/**
 * Undoes disguises of single words. A repair is taken only when it gives a known word, so that ordinary text is
 * left alone. `common` knows English as people chat; `abuse` knows words that someone would want to disguise.
 */
export type Words = { common: { get(word: string): number }; abuse: { get(word: string): number } }

/** A word of letters: drawn out ("stuuupid") or with doubled letters ("stuupid"). Undefined when nothing fits. */
export function repairWord(word: string, words: Words): string | undefined {
  if (word.length < 3 || word.length > 40 || words.common.get(word) > 0 || words.abuse.get(word) > 0)
    return undefined
  const doubles = doubledAt(word)
  if (doubles.length === 0) return undefined
  const single = collapse(word, 1)
  const double = collapse(word, 2)
  if (double !== word && known(double, words)) return double
  if (single.length > 1 && known(single, words)) return single
  // One letter rightly doubled among others that are not: try each alone.
  for (const at of doubledAt(double).slice(0, 4)) {
    const keepOne =
      collapse(double.slice(0, at), 1) + double.slice(at, at + 2) + collapse(double.slice(at + 2), 1)
    if (known(keepOne, words)) return keepOne
  }
  return undefined
}

/** A chunk of letters mixed with digits or symbols: leetspeak, masked letters, letters set apart. */
export function repairSymbols(chunk: string, words: Words): string | undefined {
  if (chunk.length < 2 || chunk.length > 40 || /^\d+[a-z]{0,2}$/.test(chunk)) return undefined
  let letters = 0
  for (let i = 0; i < chunk.length; i++) if (isAsciiLetter(chunk.charCodeAt(i))) letters++
  if (letters === 0) return undefined
  return apart(chunk, words) ?? leet(chunk, words) ?? masked(chunk, words)
}

/** "i.d.i.o.t", "stu-pid": one word when the parts are none. */
function apart(chunk: string, words: Words): string | undefined {
  if (!/^[a-z]+(?:[^a-z0-9\s]{1,2}[a-z]+)+$/.test(chunk)) return undefined
  const parts = chunk.split(/[^a-z]+/)
  const joined = parts.join('')
  if (joined.length < 3 || !known(joined, words)) return undefined
  const plausible = parts.every((part) => part.length > 1 && words.common.get(part) > 0)
  return plausible && words.abuse.get(joined) === 0 ? undefined : joined
}

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
  '+': 't',
  '(': 'c',
  '#': 'h',
  '\u20ac': 'e',
  '\u00a3': 'l',
}

function leet(chunk: string, words: Words): string | undefined {
  let read = ''
  let alternative = ''
  for (const character of chunk) {
    const letter = LEET[character] ?? character
    if (!isAsciiLetter(letter.charCodeAt(0))) return undefined
    read += letter
    alternative += character === '1' || character === '!' ? 'l' : character === '|' ? 'i' : letter
  }
  if (read.length < 3) return undefined
  for (const candidate of [read, alternative]) {
    if (known(candidate, words)) return candidate
    const repaired = repairWord(candidate, words)
    if (repaired !== undefined) return repaired
  }
  return undefined
}

const VOWELS = ['a', 'e', 'i', 'o', 'u']

/** "id*ot", "f**l": a masked letter is filled in only when that gives a word worth masking. */
function masked(chunk: string, words: Words): string | undefined {
  if (!/^[a-z]+[*#_\-.%&^~?]{1,4}[a-z]*$/.test(chunk)) return undefined
  const start = chunk.search(/[^a-z]/)
  let end = start
  while (end < chunk.length && !isAsciiLetter(chunk.charCodeAt(end))) end++
  const head = chunk.slice(0, start)
  const tail = chunk.slice(end)
  if (head.length + tail.length < 2) return undefined
  for (const vowel of VOWELS) if (words.abuse.get(head + vowel + tail) > 0) return head + vowel + tail
  // Any word may be masked, but only a mask that nobody types by chance is filled in from ordinary ones.
  if (end - start !== 1 || !'*#_'.includes(chunk[start]!) || head === '' || tail === '') return undefined
  let best: string | undefined
  for (const vowel of VOWELS) {
    const word = head + vowel + tail
    if (words.common.get(word) > (best === undefined ? RARE : words.common.get(best))) best = word
  }
  return best
}

/** Words seen fewer than about ten times are no guess. */
const RARE = 46

function known(word: string, words: Words): boolean {
  return words.common.get(word) > 0 || words.abuse.get(word) > 0
}

function doubledAt(word: string): number[] {
  const at: number[] = []
  for (let i = 1; i < word.length; i++)
    if (
      word.charCodeAt(i) === word.charCodeAt(i - 1) &&
      (i < 2 || word.charCodeAt(i) !== word.charCodeAt(i - 2))
    )
      at.push(i - 1)
  return at
}

/** Runs of one letter cut to at most `most`. */
export function collapse(word: string, most: number): string {
  let out = ''
  let run = 0
  for (let i = 0; i < word.length; i++) {
    run = i > 0 && word.charCodeAt(i) === word.charCodeAt(i - 1) ? run + 1 : 1
    if (run <= most) out += word[i]
  }
  return out
}

function isAsciiLetter(code: number): boolean {
  return code >= 97 && code <= 122
}
