type Frequencies = { get(word: string): number }

const VOWELS = 'aeiou'
/** Letters most often left out. */
const LEFT_OUT = 'aehirt'
/** Shorter words are one slip away from too many others. */
const SHORTEST = 4
const LONGEST = 14

/**
 * The data byte of the most frequent English word that somebody may have meant: two letters in the wrong order, one
 * too many, a wrong vowel, or one left out. 0 when there is none. About ten look-ups a letter.
 */
export function meantFrequency(word: string, common: Frequencies): number {
  if (word.length < SHORTEST || word.length > LONGEST) return 0
  let most = 0
  const consider = (candidate: string) => {
    most = Math.max(most, common.get(candidate))
  }
  for (let at = 0; at < word.length; at++) {
    const before = word.slice(0, at)
    const letter = word[at]!
    const after = word.slice(at + 1)
    consider(before + after)
    if (after !== '' && after[0] !== letter) consider(before + after[0] + letter + after.slice(1))
    consider(before + letter + letter + after)
    if (VOWELS.includes(letter)) for (const vowel of VOWELS) consider(before + vowel + after)
    for (const missing of LEFT_OUT) consider(before + letter + missing + after)
  }
  return most
}
