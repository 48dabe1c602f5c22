import type { ClassifierConversation } from '#domain/signal'
import { PatternSet, viewWords, type WordView } from '../patterns/pattern'
import { howUsed } from '../patterns/use'
import { tokensOf } from '../read-once'
import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import { ACTS } from './acts'
import { conceptsOf, holds, type Mask, RULES } from './concepts'
import { BARE_AGE, CLASSES, GROOMING_CUES, OTHER_CUES, STAGES, stageOf } from './cues'

export type CueSpan = { code: string; start: number; end: number }
/** One message as behaviour: who, what cues, whether it asks. It holds no words. */
export type Reading = {
  id: string
  author: string
  at: number
  tokens: Token[]
  /** Stages said directly to the other side; `code` may end in `.strong`. */
  stages: CueSpan[]
  /** Ordinary, refusal and self-description cues. */
  others: Set<string>
  /** Stage phrases that were quoted, reported or negated. */
  spokenAbout: number
  asks: boolean
  view: WordView
  /** The codes of all phrases found, those spoken about marked so. */
  codes: Set<string>
  /** The probability of each act, in the order of `ACTS`. */
  acts: Float64Array
}

const NO_ACTS = new Float64Array(ACTS.length)
const patterns = new PatternSet([...GROOMING_CUES, ...OTHER_CUES], CLASSES)
const stages = new Set<string>(STAGES)
/** Phrases that are a negation themselves ("do not tell"), where one before them changes nothing. */
const NEGATION_PROOF = new Set(['isolation_secrecy', 'pressure', 'trust_flattery', 'risk_assessment'])

export function readConversation(conversation: ClassifierConversation, words: Words): Reading[] {
  let asked = false
  const tokensOfEach = tokensOf(conversation, words)
  return conversation.messages.map(({ id, author, at }, i) => {
    const tokens = tokensOfEach[i]!
    const view = viewWords(tokens)
    const found: CueSpan[] = []
    const others = new Set<string>()
    const codes = new Set<string>()
    let spokenAbout = 0
    for (const match of patterns.match(view)) {
      const stage = stageOf(match.code)
      if (!stages.has(stage)) {
        others.add(match.code)
        codes.add(match.code)
        continue
      }
      const use = howUsed(view, match)
      if (use === 'reported' || (use === 'negated' && !NEGATION_PROOF.has(stage))) {
        spokenAbout++
        codes.add(`about.${stage}`)
        continue
      }
      const start = view.tokens[match.from]!.start
      codes.add(match.code)
      found.push({ code: match.code, start, end: Math.max(start + 1, view.tokens[match.to - 1]!.end) })
    }
    for (const soft of softCues(view)) {
      codes.add(soft.code)
      if (spokenAbout === 0) found.push(soft)
    }
    if (view.words.length <= 3 && view.words.some((word) => BARE_AGE.has(word))) others.add('minor_self')
    else if (asked && view.words.length <= 6 && view.words.some(isGrownAge)) others.add('adult_self')
    asked = found.some(({ code }) => stageOf(code) === 'age_probing')
    return {
      id,
      author,
      at,
      tokens,
      stages: found,
      others,
      spokenAbout,
      asks: view.question.includes(true),
      view,
      codes,
      acts: NO_ACTS,
    }
  })
}

/** "33", said where an age was asked. */
function isGrownAge(word: string): boolean {
  return /^(1[89]|[2-9]\d)$/.test(word)
}

/** Concepts that stand together in one sentence; one cue for each rule that holds and code that is new. */
function softCues(view: WordView): CueSpan[] {
  const out: CueSpan[] = []
  const { words, tokens, sentence } = view
  for (let from = 0; from < words.length; ) {
    let to = from
    const mask: Mask = { low: 0, high: 0 }
    while (to < words.length && sentence[to] === sentence[from] && to - from < LONGEST_SENTENCE) {
      const concepts = conceptsOf(words[to]!)
      if (concepts) {
        mask.low |= concepts.low
        mask.high |= concepts.high
      }
      to++
    }
    if (!view.quoted[from]) {
      const seen = new Set<string>()
      for (const rule of RULES) {
        if (seen.has(rule.code) || !holds(rule, mask, view.question[from]!)) continue
        seen.add(rule.code)
        const start = tokens[from]!.start
        out.push({ code: rule.code, start, end: Math.max(start + 1, tokens[to - 1]!.end) })
      }
    }
    from = to
  }
  return out
}

/** Longer sentences say too many things at once; they are read in pieces. */
const LONGEST_SENTENCE = 24
