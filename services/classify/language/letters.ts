/** The alphabet of folded text and the end of a word. */
const SYMBOLS = 27
/** How many sightings of a letter the letters in general are worth. */
const BACKGROUND = 8

/**
 * How a language spells: the probability of each letter after the one before it, learned from a list of words. It
 * judges words that no list holds.
 */
export class LetterModel {
  readonly #logs = new Float32Array(SYMBOLS * SYMBOLS)

  /** @param words of the letters a to z. */
  constructor(words: readonly string[]) {
    const pairs = new Float64Array(SYMBOLS * SYMBOLS)
    const before = new Float64Array(SYMBOLS)
    const after = new Float64Array(SYMBOLS).fill(1)
    let letters = SYMBOLS
    for (const word of words) {
      let last = 0
      for (let i = 0; i <= word.length; i++) {
        const next = symbolAt(word, i)
        pairs[last * SYMBOLS + next]!++
        before[last]!++
        after[next]!++
        letters++
        last = next
      }
    }
    for (let last = 0; last < SYMBOLS; last++)
      for (let next = 0; next < SYMBOLS; next++) {
        const at = last * SYMBOLS + next
        const general = (BACKGROUND * after[next]!) / letters
        this.#logs[at] = Math.log((pairs[at]! + general) / (before[last]! + BACKGROUND))
      }
  }

  /** The natural logarithm of the probability that a word is spelt so. */
  logOf(word: string): number {
    let log = 0
    let last = 0
    for (let i = 0; i <= word.length; i++) {
      const next = symbolAt(word, i)
      log += this.#logs[last * SYMBOLS + next]!
      last = next
    }
    return log
  }
}

/** 1 to 26, and 0 past the end. */
function symbolAt(word: string, at: number): number {
  return at < word.length ? word.charCodeAt(at) - 96 : 0
}
