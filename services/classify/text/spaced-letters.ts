import { fold } from './fold'
import type { Words } from './repair'
import type { Token } from './token'

/** Fewer letters in a row are ordinary chat ("u r a star"). */
const SHORTEST_RUN = 3
/** From here on a run that is no single word is read as several. */
const SHORTEST_PHRASE = 5
const LONGEST_WORD = 16
/** A run is read in pieces of at most this many letters. */
const LONGEST_RUN = 400

/** Joins letters that stand alone, "i d i o t" or "y o u a r e", into the words they spell. Linear. */
export function joinSpacedLetters(original: string, tokens: Token[], words: Words): Token[] {
  const out: Token[] = []
  let joined = false
  for (let at = 0; at < tokens.length; ) {
    const letters: Token[] = []
    let next = at
    while (next < tokens.length && letters.length < LONGEST_RUN) {
      const token = tokens[next]!
      if (isLoneLetter(original, token)) letters.push(token)
      else if (token.kind !== 'symbol' || letters.length === 0 || token.end - token.start > 1) break
      next++
    }
    const read = letters.length >= SHORTEST_RUN ? readRun(original, letters, words) : undefined
    if (read) {
      out.push(...read)
      at = next
      joined = true
    } else {
      const stop = Math.max(next, at + 1)
      for (; at < stop; at++) out.push(tokens[at]!)
    }
  }
  return joined ? out : tokens
}

function isLoneLetter(original: string, token: Token): boolean {
  // "u" and "r" have become words by now; their span still tells.
  const width = token.end - token.start
  if (token.kind !== 'word' || width > 2) return false
  return width === 1 || fold(original.slice(token.start, token.end)).text.length === 1
}

function readRun(original: string, letters: Token[], words: Words): Token[] | undefined {
  const text = letters.map((token) => fold(original.slice(token.start, token.end)).text).join('')
  if (text.length !== letters.length) return undefined
  if (words.common.get(text) > 0 || words.abuse.get(text) > 0) return [span(letters, 0, letters.length, text)]
  if (letters.length < SHORTEST_PHRASE) return undefined
  const cuts = segment(text, words)
  return cuts?.map(([from, to]) => span(letters, from, to, text.slice(from, to)))
}

function span(letters: Token[], from: number, to: number, text: string): Token {
  return { text, start: letters[from]!.start, end: letters[to - 1]!.end, kind: 'word', repaired: true }
}

/** The likeliest split into known words (Viterbi over word frequency), or undefined when there is none. */
export function segment(text: string, words: Words): [number, number][] | undefined {
  const best = new Float64Array(text.length + 1).fill(Number.POSITIVE_INFINITY)
  const from = new Int32Array(text.length + 1)
  best[0] = 0
  for (let end = 1; end <= text.length; end++) {
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start++) {
      if (best[start] === Number.POSITIVE_INFINITY) continue
      const word = text.slice(start, end)
      if (word.length === 1 && word !== 'a' && word !== 'i' && word !== 'u') continue
      const frequency = Math.max(words.common.get(word), words.abuse.get(word) > 0 ? ABUSE_FREQUENCY : 0)
      if (frequency === 0) continue
      const cost = best[start]! + WORD_COST - frequency
      if (cost < best[end]!) {
        best[end] = cost
        from[end] = start
      }
    }
  }
  if (best[text.length] === Number.POSITIVE_INFINITY) return undefined
  const cuts: [number, number][] = []
  for (let end = text.length; end > 0; end = from[end]!) cuts.push([from[end]!, end])
  return cuts.reverse()
}

/** Above any frequency byte, so that each further word costs something. */
const WORD_COST = 300
const ABUSE_FREQUENCY = 110
