import { ABUSE_CATEGORIES, type LinearModel } from '../linear/model'
import type { Token } from '../text/token'

/** How often raters mark a word when it stands in abuse, in percent; learnt from span-labelled data. */
export type HighlightTable = { get(word: string): number }

/** A word is highlighted when its share of marks, its weight and the lexicon add up to this; chosen on a dev fold. */
const ENOUGH = 1
const PER_PERCENT = 1 / 50
const PER_WEIGHT = 0.25
const LEXICON = 0.5
/** In messages below the first score nothing is marked; from the second on, the most telling word at least. */
const MARKED_FROM = 0.05
const MARKED_ALWAYS_FROM = 0.3

export type Span = { start: number; end: number; code: string }

/** Words that made the score, each with the category that the lexicon gives it, or else with the message's. */
export function highlights(
  tokens: readonly Token[],
  model: LinearModel,
  score: number,
  categoryOfMessage: () => string,
): Span[] {
  if (score < MARKED_FROM) return []
  const marked: Token[] = []
  let most: Token | undefined
  let mostEvidence = Number.NEGATIVE_INFINITY
  for (const token of tokens) {
    if (token.kind !== 'word' || token.text.length < 3) continue
    const table =
      model.highlightWords.get(token.text) * PER_PERCENT +
      (model.words.abuse.get(token.text) > 0 ? LEXICON : 0)
    // A weight alone is hardly ever enough, and takes the longest to find.
    if (table === 0 && score < MARKED_ALWAYS_FROM) continue
    const evidence = table + model.tokenWeight(token) * PER_WEIGHT
    if (evidence > mostEvidence) {
      mostEvidence = evidence
      most = token
    }
    if (evidence >= ENOUGH) marked.push(token)
  }
  if (marked.length === 0 && most && score >= MARKED_ALWAYS_FROM) marked.push(most)
  let otherwise: string | undefined
  return marked.map(({ text, start, end }) => {
    const category = ABUSE_CATEGORIES[model.words.abuse.get(text)]
    if (category) return { start, end, code: category === 'sexual' ? 'profanity' : category }
    otherwise ??= categoryOfMessage()
    return { start, end, code: otherwise }
  })
}
