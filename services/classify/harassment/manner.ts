import type { WordView } from '../patterns/pattern'

/**
 * How something abusive is used: said to or of someone; denied ("is not a …"); under another negation ("do not be
 * a …", which takes back less); told of others; between quotation marks, after a verb of reporting (`cited`) or without
 * one (`quoted`: a retweet, a name, scorn); or said of oneself.
 */
export type Manner = 'direct' | 'denied' | 'negated' | 'reported' | 'cited' | 'quoted' | 'self'

const NEGATIONS = new Set(['not', 'never', 'without', 'neither', 'nor', 'hardly', 'isnt', 'arent', 'aint'])
/** "Nobody is stupid" denies; "nobody likes you, stupid" does not. */
const NOBODY = new Set(['nobody', 'none', 'noone', 'no'])
const BEING = new Set([
  'is',
  'are',
  'was',
  'were',
  'be',
  'should',
  'deserves',
  'deserve',
  'thinks',
  'thinking',
])
/** After these a "not" denies nothing: "not only an idiot", "not even human". */
const NOT_DENYING = new Set(['only', 'even', 'just', 'surprised'])
const REPORTS = new Set(
  (
    'said says saying told tells telling called calls calling call wrote writes texted messaged yelled yells screamed shouted ' +
    'whispered posted commented typed quote quotes quoted means word words phrase line lyrics message messages note email dm ' +
    'comment comments threatened threatens chanted sings compared comparing apologised apologized'
  ).split(' '),
)
const SELF = new Set(['i', 'we'])
const SELF_BEING = new Set(['am', 'are', 'was', 'were', 'feel', 'felt', 'look', 'myself'])
const NEGATION_REACH = 4
const REPORT_REACH = 8
const SELF_REACH = 4
const SELF_GAP = 2
const CITED_REACH = 6

/**
 * Reads the words before word `from` within its sentence, and quotation marks around it.
 *
 * @param isName true for what one can be called: "I am an idiot" is said of oneself, "I am going to hit" is not.
 */
export function mannerOf(view: WordView, from: number, isName: boolean): Manner {
  if (view.quoted[from]) return isCited(view, from) ? 'cited' : 'quoted'
  const sentence = view.sentence[from]!
  let being = false
  let selfBeing = 0
  for (let at = from - 1; at >= 0 && at >= from - REPORT_REACH && view.sentence[at] === sentence; at--) {
    const word = view.words[at]!
    const distance = from - at
    // "I said shut up" is said again, not reported.
    if (REPORTS.has(word) && view.words[at - 1] !== 'i') return 'reported'
    if (distance <= NEGATION_REACH && view.clause?.[at] === view.clause?.[from]) {
      if (NEGATIONS.has(word) && !NOT_DENYING.has(view.words[at + 1] ?? ''))
        // "Ain't" negates as often as it stresses.
        return BEING.has(view.words[at - 1] ?? '') || word === 'isnt' || word === 'arent'
          ? 'denied'
          : 'negated'
      if (NOBODY.has(word) && being) return 'denied'
    }
    if (BEING.has(word)) being = true
    if (isName && distance <= SELF_REACH) {
      // "I am such a …", "I really was a …"; not "I said you were a …".
      if (SELF.has(word) && selfBeing > 0 && selfBeing - at <= SELF_GAP) return 'self'
      if (SELF_BEING.has(word)) selfBeing = at
    }
  }
  return 'direct'
}

/** True when a verb of reporting stands before the quotation that holds word `from`, or after it. */
function isCited(view: WordView, from: number): boolean {
  let start = from
  while (start > 0 && view.quoted[start - 1]) start--
  let end = from
  while (end < view.words.length && view.quoted[end]) end++
  for (let at = Math.max(0, start - CITED_REACH); at < Math.min(view.words.length, end + CITED_REACH); at++)
    if ((at < start || at >= end) && REPORTS.has(view.words[at]!)) return true
  return false
}

/** "You are not a …", "I would never hurt …": a denial in the gap of a phrase. */
export function deniesWithin(view: WordView, from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (NEGATIONS.has(view.words[at]!) && !NOT_DENYING.has(view.words[at + 1] ?? '')) return true
  return false
}

const OBJECTIONS = new Set(
  (
    'wrong hurtful hateful racist racism sexist sexism homophobic cruel mean unacceptable awful horrible ignorant reported report ' +
    'blocked bullying bullied bully bullies harassment ashamed apologise apologize ok okay lie rule rules hate hurts never stop'
  ).split(' '),
)

/** True when the message speaks against abuse that it repeats: it reports words and objects to them. */
export function objects(view: WordView): boolean {
  let reports = false
  let objection = false
  for (let at = 0; at < view.words.length; at++) {
    const word = view.words[at]!
    if (view.quoted[at] || (REPORTS.has(word) && view.words[at - 1] !== 'i')) reports = true
    else if (OBJECTIONS.has(word)) objection = true
  }
  return reports && objection
}
