import { ALSO_ENGLISH, STOP_WORDS } from './stop-words'
import type { Token } from './text/token'

/**
 * Whether a conversation is in English, the only language trained so far. A foreign one is `unavailable`, never
 * low; a short, emoji-only or code-like one is not foreign. To add a language: train weights for it and turn
 * this into a choice between them (see MODEL_CARD.md).
 */
export type Tongue = 'english' | 'foreign' | 'undecided'

const CODES = Object.keys(STOP_WORDS)
/** For each stop word the languages it belongs to, as bits in the order of `CODES`. */
const languagesOf = new Map<string, number>()
CODES.forEach((code, i) => {
  for (const word of STOP_WORDS[code]!.split(' '))
    languagesOf.set(word, (languagesOf.get(word) ?? 0) | (1 << i))
})

/** Counts for one message; add them up for a conversation. `foreign` weighs words that English has too by half. */
export type LanguageCounts = {
  words: number
  known: number
  foreign: number
  otherScript: number
  /** ISO 639-1 code of the likeliest foreign language, where stop words speak for one. */
  language?: string
}

export function noCounts(): LanguageCounts {
  return { words: 0, known: 0, foreign: 0, otherScript: 0 }
}

export function addCounts(to: LanguageCounts, more: LanguageCounts): void {
  to.words += more.words
  to.known += more.known
  to.foreign += more.foreign
  to.otherScript += more.otherScript
}

const sure = new Int32Array(CODES.length)
const shared = new Int32Array(CODES.length)

export function countLanguage(
  original: string,
  tokens: readonly Token[],
  known: (word: string) => boolean,
): LanguageCounts {
  const counts = noCounts()
  const ascii = isAscii(original)
  sure.fill(0)
  shared.fill(0)
  for (const token of tokens) {
    if (token.kind !== 'word') continue
    const { text } = token
    if (!ascii && isOtherScript(original, token) && !known(text)) {
      counts.otherScript += Math.max(1, Math.round((token.end - token.start) / 4))
      continue
    }
    if (text.length < 2 || !isAsciiWord(text)) continue
    counts.words++
    let bits = languagesOf.get(text) ?? 0
    const alsoEnglish = bits === 0 || ALSO_ENGLISH.has(text)
    if (alsoEnglish && known(text)) counts.known++
    for (let i = 0; bits !== 0; i++, bits >>>= 1) if (bits & 1) (alsoEnglish ? shared : sure)[i]!++
  }
  let best = -1
  for (let i = 0; i < CODES.length; i++) if (sure[i]! > 0 && (best < 0 || weight(i) > weight(best))) best = i
  if (best < 0) return counts
  counts.foreign = weight(best)
  // Where a language shows itself, what it shares with English speaks for neither.
  counts.known = Math.max(0, counts.known - shared[best]!)
  counts.language = CODES[best]!
  return counts
}

function weight(i: number): number {
  return sure[i]! + shared[i]! / 2
}

/** Fewer words than this say nothing of a message's language, unless stop words do. */
const ENOUGH = 4
const ENOUGH_FOREIGN = 1.5

export function judge(counts: LanguageCounts): Tongue {
  const { words, known, foreign, otherScript } = counts
  if (otherScript >= 3 && otherScript > words) return 'foreign'
  const share = words === 0 ? 0 : known / words
  if (words >= 3 && foreign >= ENOUGH_FOREIGN && foreign / words >= 0.3 && share < 0.6) return 'foreign'
  if (words < ENOUGH) return 'undecided'
  if (share >= 0.7) return 'english'
  if (foreign >= 2 && foreign / words >= 0.15 && share < 0.6) return 'foreign'
  if (words >= 6 && share < 0.35) return 'foreign'
  return share >= 0.5 ? 'english' : 'undecided'
}

/** ISO 639-1 code of the language of one text: `en`, another one, or `und` where too little speaks for any. */
export function identify(
  original: string,
  tokens: readonly Token[],
  known: (word: string) => boolean,
): string {
  const counts = countLanguage(original, tokens, known)
  const tongue = judge(counts)
  if (tongue === 'english') return 'en'
  return tongue === 'foreign' ? (counts.language ?? 'und') : 'und'
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

function isAsciiWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 97 || code > 122) return false
  }
  return true
}

/** True when most of a token's letters are of another script, not merely disguised Latin ones. */
function isOtherScript(original: string, token: Token): boolean {
  let other = 0
  let latin = 0
  for (let at = token.start; at < token.end; at++) {
    const code = original.charCodeAt(at)
    if (code < 0x250) {
      if ((code | 32) >= 97 && (code | 32) <= 122) latin++
    } else if (code >= 0x370 && code < 0xd800 && !(code >= 0x1d00 && code < 0x2e80)) other++
  }
  return other > latin
}
