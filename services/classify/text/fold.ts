import confusables from './confusables.json'

/**
 * Text with the disguises of single characters taken off, and the way back: character `i` of `text` came from
 * `[starts[i], ends[i])` of the original, in UTF-16 code units. Without maps the two are equally long.
 */
export type Folded = { text: string; starts?: Int32Array; ends?: Int32Array }

const lookalikes = new Map<number, string>()
for (const [letters, sources] of Object.entries(confusables as Record<string, string>))
  for (const source of sources) lookalikes.set(source.codePointAt(0)!, letters)

/** Letters that people write for Latin ones by shape or sound, and that Unicode's table leaves out. */
const ALSO_WRITTEN: Record<string, string> = {
  ...{ β: 'b', ε: 'e', ζ: 'z', κ: 'k', μ: 'u', τ: 't', χ: 'x', ω: 'w', σ: 'o', ς: 's' },
  ...{ б: 'b', в: 'b', к: 'k', м: 'm', н: 'h', т: 't', и: 'u', я: 'r' },
}
for (const [source, letter] of Object.entries(ALSO_WRITTEN)) lookalikes.set(source.codePointAt(0)!, letter)

const cache = new Map<number, string>()
const CACHE_LIMIT = 20_000

/**
 * Lower case; accents, invisible and joining characters dropped; compatibility forms (full-width, mathematical,
 * circled) and lookalikes from other scripts read as the ASCII letters they imitate (Unicode UTS #39).
 */
export function fold(original: string): Folded {
  if (isAscii(original)) return { text: original.toLowerCase() }
  const parts: string[] = []
  const starts = new Int32Array(original.length * MAX_EXPANSION)
  const ends = new Int32Array(original.length * MAX_EXPANSION)
  let length = 0
  for (let i = 0; i < original.length; ) {
    const code = original.codePointAt(i)!
    const next = i + (code > 0xffff ? 2 : 1)
    const folded = isFlagLetter(code) ? foldFlagLetter(original, i) : foldCodePoint(code)
    parts.push(folded)
    // A mark or an invisible character belongs to the letter before it, so that a span covers the whole of it.
    if (folded === '' && length > 0 && ends[length - 1] === i) ends[length - 1] = next
    for (let k = 0; k < folded.length; k++) {
      starts[length] = i
      ends[length++] = next
    }
    i = next
  }
  return { text: parts.join(''), starts: starts.subarray(0, length), ends: ends.subarray(0, length) }
}

/** Regional indicators: two of them are a flag, a longer run of them is writing ("🇮🇩🇮🇴🇹"). */
function foldFlagLetter(text: string, at: number): string {
  let run = 1
  for (let i = at - 2; run < 3 && i >= 0 && isFlagLetter(text.codePointAt(i)!); i -= 2) run++
  for (let i = at + 2; run < 3 && i < text.length && isFlagLetter(text.codePointAt(i)!); i += 2) run++
  return run < 3 ? '\ufffd' : String.fromCharCode(text.codePointAt(at)! - FLAG_A + 97)
}

const FLAG_A = 0x1f1e6

function isFlagLetter(code: number): boolean {
  return code >= FLAG_A && code < FLAG_A + 26
}

/** Letters on a disc or square, which Unicode does not decompose: 🅐 and 🅰. */
function boxedLetter(code: number): number {
  if (code >= 0x1f150 && code <= 0x1f169) return code - 0x1f150
  return code >= 0x1f170 && code <= 0x1f189 ? code - 0x1f170 : -1
}

/** No code point may fold to more than this many units for each unit it has. */
const MAX_EXPANSION = 4

function foldCodePoint(code: number): string {
  if (code < 0x80) return String.fromCharCode(code >= 65 && code <= 90 ? code + 32 : code)
  const known = cache.get(code)
  if (known !== undefined) return known
  const folded = computeFold(code)
  if (cache.size < CACHE_LIMIT) cache.set(code, folded)
  return folded
}

function computeFold(code: number): string {
  // A lone surrogate reads as an unknown symbol.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
  const boxed = boxedLetter(code)
  if (boxed >= 0) return String.fromCharCode(97 + boxed)
  const character = String.fromCodePoint(code)
  if (/[\p{Emoji_Modifier}\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(character)) return ''
  if (/[\p{Z}\s]/u.test(character)) return ' '
  const lower = character.toLowerCase()
  const decomposed = lower.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  // What is a letter in another dress is that letter; Unicode's table would read some as two ("m" as "rn").
  if (/^[a-z]$/.test(decomposed)) return decomposed
  const direct = lookalikes.get(lower.codePointAt(0)!) ?? lookalikes.get(code)
  if (direct !== undefined) return direct
  const quote = QUOTES.get(code)
  if (quote !== undefined) return quote
  let out = ''
  for (const part of decomposed) out += lookalikes.get(part.codePointAt(0)!) ?? part
  if (out.length === 0 || out.length > character.length * MAX_EXPANSION) return lower
  return out.toLowerCase()
}

/** Typographic punctuation that word boundaries depend on. */
const QUOTES = new Map<number, string>([
  [0x2018, "'"],
  [0x2019, "'"],
  [0x02bc, "'"],
  [0x0060, "'"],
  [0x00b4, "'"],
  [0x201c, '"'],
  [0x201d, '"'],
  [0x00ab, '"'],
  [0x00bb, '"'],
  [0x2013, '-'],
  [0x2014, '-'],
  [0x2010, '-'],
  [0x2011, '-'],
])

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
