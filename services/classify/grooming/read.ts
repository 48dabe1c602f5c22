import type { ClassifierConversation } from '#domain/signal'
import { PatternSet, viewWords } from '../patterns/pattern'
import { howUsed } from '../patterns/use'
import type { Words } from '../text/repair'
import { type Token, tokenise } from '../text/tokenise'
import { CLASSES, GROOMING_CUES, OTHER_CUES, STAGES } from './cues'

export type CueSpan = { code: string; start: number; end: number }
/** One message as behaviour: who, what cues, whether it asks. `cues` hold no words. */
export type Reading = {
  id: string
  author: string
  at: number
  tokens: Token[]
  /** Stages said directly to the other side. */
  stages: CueSpan[]
  /** Ordinary, refusal and self-description cues. */
  others: Set<string>
  /** Stage phrases that were quoted, reported or negated. */
  spokenAbout: number
  asks: boolean
}

const patterns = new PatternSet([...GROOMING_CUES, ...OTHER_CUES], CLASSES)
const stageCodes = new Set<string>(STAGES)
/** Phrases that are a negation themselves ("do not tell"), where one before them changes nothing. */
const NEGATION_PROOF = new Set(['isolation_secrecy', 'pressure'])

export function readConversation(conversation: ClassifierConversation, words: Words): Reading[] {
  return conversation.messages.map(({ id, author, at, text }) => {
    const tokens = tokenise(text, words)
    const view = viewWords(tokens)
    const stages: CueSpan[] = []
    const others = new Set<string>()
    let spokenAbout = 0
    for (const match of patterns.match(view)) {
      if (!stageCodes.has(match.code)) {
        others.add(match.code)
        continue
      }
      const use = howUsed(view, match)
      if (use === 'reported' || (use === 'negated' && !NEGATION_PROOF.has(match.code))) {
        spokenAbout++
        continue
      }
      stages.push({
        code: match.code,
        start: view.tokens[match.from]!.start,
        end: view.tokens[match.to - 1]!.end,
      })
    }
    return { id, author, at, tokens, stages, others, spokenAbout, asks: view.question.includes(true) }
  })
}
