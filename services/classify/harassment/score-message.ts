import type { LinearModel } from '../linear/model'
import { ABUSE_CATEGORIES } from '../linear/model'
import { type Match, PatternSet, viewWords } from '../patterns/pattern'
import { howUsed, objects } from '../patterns/use'
import { type Token, tokenise } from '../text/tokenise'
import { CLASSES, HARASSMENT_PHRASES } from './phrases'

export type Span = { start: number; end: number; code: string }
/** What one message says by itself. `score` is a calibrated probability. */
export type MessageScore = { score: number; categories: string[]; spans: Span[]; tokens: Token[] }

/** Longer messages are read in overlapping stretches, so that an insult is not diluted by what surrounds it. */
const STRETCH = 40
const STEP = 28
/** What each further stretch costs, in margin: more chances to be wrong. */
const STRETCH_COST = 0.25
/** A phrase of these categories, said to someone, is at least this likely to be abuse. */
const FLOORS: Record<string, number> = {
  threat: 0.9,
  self_harm_urging: 0.94,
  sexual_harassment: 0.8,
  doxxing: 0.75,
  identity_attack: 0.6,
  insult: 0.45,
}
/** A token whose own weight is above this is highlighted when the message is. */
const TOKEN_WEIGHT = 1.1
const MAX_SPANS = 200

export class MessageScorer {
  readonly #model: LinearModel
  readonly #patterns: PatternSet
  readonly #review: number

  constructor(model: LinearModel, review: number) {
    this.#model = model
    this.#review = review
    this.#patterns = new PatternSet(
      HARASSMENT_PHRASES,
      CLASSES,
      (word) => ABUSE_CATEGORIES[model.words.abuse.get(word)] ?? '',
    )
  }

  score(text: string): MessageScore {
    const tokens = tokenise(text, this.#model.words)
    if (tokens.length === 0) return { score: 0, categories: [], spans: [], tokens }
    const view = viewWords(tokens)
    const matches = this.#patterns.match(view)
    let score = this.#model.probability(this.#margin(tokens, text))
    const categories = new Set<string>()
    const spans: Span[] = []
    let aboutAbuse = matches.length > 0 && objects(view)
    for (const match of matches) {
      const use = howUsed(view, match)
      if (use !== 'direct') {
        aboutAbuse = true
        continue
      }
      categories.add(match.code)
      spans.push(spanOf(view.tokens, match))
    }
    if (aboutAbuse && categories.size === 0) score *= 0.4
    else if (!aboutAbuse)
      for (const category of categories) score = Math.max(score, floorFor(category, score))
    if (score >= this.#review) {
      this.#highlight(tokens, spans)
      if (categories.size === 0 || (categories.size === 1 && categories.has('profanity')))
        categories.add('insult')
    }
    return { score, categories: [...categories], spans: mergeSpans(spans), tokens }
  }

  #margin(tokens: Token[], text: string): number {
    if (tokens.length <= STRETCH * 1.5) return this.#model.margin(tokens, 0, tokens.length, text)
    let best = Number.NEGATIVE_INFINITY
    let stretches = 0
    for (let from = 0; from < tokens.length; from += STEP) {
      best = Math.max(best, this.#model.margin(tokens, from, Math.min(tokens.length, from + STRETCH), text))
      stretches++
      if (from + STRETCH >= tokens.length) break
    }
    return best - STRETCH_COST * Math.log(stretches)
  }

  #highlight(tokens: Token[], spans: Span[]): void {
    for (const token of tokens) {
      if (token.kind !== 'word' || this.#model.tokenWeight(token) < TOKEN_WEIGHT) continue
      const category = ABUSE_CATEGORIES[this.#model.words.abuse.get(token.text)]
      const code = !category ? 'insult' : category === 'sexual' ? 'profanity' : category
      spans.push({ start: token.start, end: token.end, code })
    }
  }
}

/** An insult's floor holds only where the linear score does not see ordinary talk. */
function floorFor(category: string, score: number): number {
  const floor = FLOORS[category] ?? 0
  return category === 'insult' || category === 'identity_attack' ? (score > 0.15 ? floor : 0) : floor
}

function spanOf(tokens: Token[], match: Match): Span {
  return { start: tokens[match.from]!.start, end: tokens[match.to - 1]!.end, code: match.code }
}

/** In order of position; overlapping spans of one code become one. */
function mergeSpans(spans: Span[]): Span[] {
  spans.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.start - b.start))
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && last.code === span.code && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else merged.push({ ...span })
  }
  return merged.sort((a, b) => a.start - b.start || a.end - b.end).slice(0, MAX_SPANS)
}
