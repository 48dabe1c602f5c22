import type { Match, WordView } from './pattern'

const NEGATIONS = new Set(['not', 'never', 'without', 'neither', 'nor', 'isnt'])
const REPORTS = new Set([
  'said',
  'says',
  'saying',
  'told',
  'tells',
  'telling',
  'called',
  'calls',
  'calling',
  'wrote',
  'texted',
  'messaged',
  'yelled',
  'screamed',
  'posted',
  'commented',
  'quote',
  'means',
  'word',
  'phrase',
  'threatened',
  'like',
])
const OBJECTIONS = new Set([
  'wrong',
  'hurtful',
  'unacceptable',
  'awful',
  'horrible',
  'reported',
  'report',
  'bullying',
  'okay',
  'ok',
  'hurts',
  'hurt',
])
const REACH = 5

/** How a phrase is used: said to someone, or spoken about. */
export type Use = 'direct' | 'negated' | 'reported'

/** Reads the words before a match, and quotation marks around it. */
export function howUsed(view: WordView, match: Match): Use {
  const sentence = view.sentence[match.from]!
  if (view.quoted[match.from]) return 'reported'
  let third = false
  for (let at = match.from - 1; at >= 0 && at >= match.from - REACH; at--) {
    if (view.sentence[at] !== sentence) break
    const word = view.words[at]!
    if (REPORTS.has(word) && word !== 'like') third = true
    if (third) return 'reported'
    if (at >= match.from - 3 && NEGATIONS.has(word)) return 'negated'
  }
  return 'direct'
}

/** True when the message speaks against abuse: it objects to words that it repeats. */
export function objects(view: WordView): boolean {
  let reports = false
  let objection = false
  for (const word of view.words) {
    if (REPORTS.has(word)) reports = true
    if (OBJECTIONS.has(word)) objection = true
  }
  return reports && objection
}
