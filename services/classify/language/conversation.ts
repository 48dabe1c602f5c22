import { judge } from '../language'
import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import { addEvidence, type Evidence, noEvidence, weigh } from './evidence'

export type WrittenMessage = { author: string; text: string; tokens: readonly Token[] }
export type Readability = {
  /** For each message whether it is in a language that was not trained. */
  foreign: boolean[]
  /** True when so much could not be read that a low score would say nothing of the conversation. */
  unreadable: boolean
}

/** The share of the words judged that may be foreign. One message in five, where they are equally long. */
const FOREIGN_SHARE = 0.2
/** An author who says less than this, all told, is not held to have said it in another language. */
const FEW_WORDS = 3

/**
 * Which messages could be read, and whether what could not matters: the conversation taken together is foreign; a
 * fifth of what was judged is; or all that one author says, taken together, is, however little beside the others.
 */
export function readability(messages: readonly WrittenMessage[], words: Words): Readability {
  const total = noEvidence()
  const byAuthor = new Map<string, Evidence>()
  let judgedWords = 0
  let foreignWords = 0
  const foreign = messages.map(({ author, text, tokens }) => {
    const evidence = weigh(text, tokens, words)
    const own = byAuthor.get(author) ?? noEvidence()
    byAuthor.set(author, own)
    addEvidence(own, evidence)
    addEvidence(total, evidence)
    const tongue = judge(evidence)
    const said = evidence.words + evidence.otherScript
    if (tongue !== 'undecided') judgedWords += said
    if (tongue !== 'foreign') return false
    foreignWords += said
    return true
  })
  const isForeign = (evidence: Evidence) =>
    evidence.words + evidence.otherScript >= FEW_WORDS && judge(evidence) === 'foreign'
  const unreadable =
    isForeign(total) ||
    (foreignWords > 0 && foreignWords / judgedWords >= FOREIGN_SHARE) ||
    [...byAuthor.values()].some(isForeign)
  return { foreign, unreadable }
}
