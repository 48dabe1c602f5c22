import { ABUSE_CATEGORIES, type LinearModel } from '../linear/model'
import type { Token } from '../text/token'

/** How often raters mark a word when it stands in abuse, in percent; learnt from span-labelled data. */
export type HighlightTable = { get(word: string): number }

/** A word is highlighted when its share of marks, and the weight that it brings along, add up to this. */
const ENOUGH = 1
const PER_PERCENT = 1 / 55
const PER_WEIGHT = 0.28
const LEXICON = 0.5

export type Span = { start: number; end: number; code: string }

/** Words that made the score, each with the category that the lexicon gives it. */
export function highlights(tokens: readonly Token[], model: LinearModel): Span[] {
  const spans: Span[] = []
  for (const token of tokens) {
    if (token.kind !== 'word' || token.text.length < 3) continue
    const category = ABUSE_CATEGORIES[model.words.abuse.get(token.text)]
    const evidence =
      model.highlightWords.get(token.text) * PER_PERCENT +
      model.tokenWeight(token) * PER_WEIGHT +
      (category ? LEXICON : 0)
    if (evidence < ENOUGH) continue
    const code = !category ? 'insult' : category === 'sexual' ? 'profanity' : category
    spans.push({ start: token.start, end: token.end, code })
  }
  return spans
}
