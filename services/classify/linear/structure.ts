import type { Token } from '../text/token'
import { classNumber, wordClass } from './word-classes'

/** What the abuse lexicon says of a word: 0 nothing, else a category code. */
export type AbuseLookup = { get(word: string): number }

const YOU = classNumber('you')
const SELF = classNumber('self')
const NEGATION = classNumber('negation')
const REPORT = classNumber('report')
const GROUP = classNumber('group')
const GOOD = classNumber('good')
const HARM = classNumber('harm')
const DIE = classNumber('die')
const VILE = classNumber('vile')
/** Words of the abuse lexicon are classes too, above those of `word-classes.ts`. */
const ABUSE = 40
/** Words of no class; several in a row count as one. */
const OTHER = 63

/** How many words on a negation, a verb of reporting, an addressee or a group still stands over what follows. */
const REACH = { negated: 5, reported: 8, you: 5, self: 4, group: 7 }

/**
 * What a sentence does with its words, as features that hold no word: pairs and triples of classes, and each telling
 * class with what stands over it, so that "you are a …", "he called me a …" and "nobody is a …" are learnt once.
 */
export function addStructure(
  tokens: readonly Token[],
  from: number,
  to: number,
  lexicon: AbuseLookup,
  add: (feature: number) => void,
): void {
  let a = 0
  let b = 0
  let c = 0
  let negated = 0
  let reported = 0
  let you = 0
  let self = 0
  let group = 0
  let quoted = false
  for (let i = from; i < to; i++) {
    const { kind, text } = tokens[i]!
    if (kind === 'symbol') {
      if (text === '"') quoted = !quoted
      if (text === '.' || text === '!' || text === '?') {
        negated = reported = you = self = a = b = c = 0
        add(0x4f00 + text.charCodeAt(0))
      }
      continue
    }
    const abuse = lexicon.get(text)
    const code = abuse > 0 ? ABUSE + (abuse & 15) : wordClass(text)
    if (code !== 0 || c !== OTHER) {
      a = b
      b = c
      c = code === 0 ? OTHER : code
      if (b !== 0) add(0x510000 + (b << 8) + c)
      if (a !== 0) add(0x52000000 ^ Math.imul(a, 65599) ^ (b << 8) ^ c)
    }
    if (code >= ABUSE || code === HARM || code === VILE || code === DIE || code === GROUP) {
      const over = (negated > 0 ? 1 : 0) | (reported > 0 ? 2 : 0) | (quoted ? 4 : 0)
      const who = you > 0 ? 1 : self > 0 ? 2 : 0
      add(0x530000 + (code << 6) + (over << 2) + who)
      if (over > 0) add(0x540000 + over)
      if (group > 0 && code !== GROUP) add(0x550000 + (code << 2) + (negated > 0 ? 1 : 0))
    }
    if (group > 0 && code === GOOD) add(0x560000 + (negated > 0 ? 1 : 0))
    negated = code === NEGATION ? REACH.negated : negated - 1
    reported = code === REPORT ? REACH.reported : reported - 1
    you = code === YOU ? REACH.you : you - 1
    self = code === SELF ? REACH.self : self - 1
    group = code === GROUP ? REACH.group : group - 1
  }
}
