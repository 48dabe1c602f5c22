import type { LinearModel } from '../linear/model'
import { ABUSE_CATEGORIES } from '../linear/model'
import { type Match, PatternSet, viewWords } from '../patterns/pattern'
import { howUsed, objects } from '../patterns/use'
import type { Token } from '../text/token'
import { tokenise } from '../text/tokenise'
import { highlights, type Span } from './highlight'
import { CLASSES, HARASSMENT_PHRASES } from './phrases'

/** What one message says by itself. `score` is a calibrated probability. */
export type MessageScore = { score: number; categories: string[]; spans: Span[]; tokens: Token[] }

/** Longer messages are read in overlapping stretches, so that an insult is not diluted by what surrounds it. */
const STRETCH = 40
const STEP = 28
/** What each further stretch costs, in margin: more chances to be wrong. */
const STRETCH_COST = 0.25
/** A phrase of these categories, said to someone, is at least this likely to be abuse. */
const FLOORS: Record<string, number> = {
  threat: 0.95,
  self_harm_urging: 0.96,
  sexual_harassment: 0.8,
  doxxing: 0.75,
  identity_attack: 0.6,
  insult: 0.45,
}
/** Swearing at nobody is no harassment, however sure the weights are; it may still be worth a look. */
const UNTARGETED_PROFANITY = 0.6
const ADDRESS = new Set([
  'you',
  'your',
  'yours',
  'yourself',
  'he',
  'she',
  'they',
  'them',
  'him',
  'her',
  'his',
])
/** What is left of the score when the abuse is only spoken about. */
const SPOKEN_ABOUT = 0.4
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
    const phrases: Span[] = []
    let spokenAbout = false
    for (const match of matches) {
      if (match.code === 'spoken_about') {
        spokenAbout = true
        continue
      }
      const use = howUsed(view, match)
      if (use === 'direct') {
        categories.add(match.code)
        phrases.push(spanOf(view.tokens, match))
      } else if (use === 'reported' && match.code !== 'profanity') spokenAbout = true
    }
    const direct = [...categories].some((category) => category !== 'profanity')
    if (spokenAbout && (!direct || objects(view) || !view.words.some((word) => word.startsWith('you'))))
      score *= SPOKEN_ABOUT
    else for (const category of categories) score = Math.max(score, floorFor(category, score))
    if (!direct && matches.length > 0 && !view.words.some((word) => ADDRESS.has(word)))
      score = Math.min(score, UNTARGETED_PROFANITY)
    if (score < this.#review)
      return { score, categories: [...categories], spans: mergeSpans(phrases), tokens }
    if (!direct) categories.add('insult')
    const words = highlights(tokens, this.#model)
    // A word says more precisely what was meant than the phrase round it.
    const bare = phrases.filter(
      (phrase) => PRECISE.has(phrase.code) || !words.some((word) => covers(phrase, word)),
    )
    return { score, categories: [...categories], spans: mergeSpans([...bare, ...words]), tokens }
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
}

/** Phrases that are evidence as a whole. */
const PRECISE = new Set(['threat', 'self_harm_urging', 'doxxing', 'sexual_harassment'])

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
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
