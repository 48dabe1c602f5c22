import { CATEGORIES, type Category } from '../linear/category-model'
import { ABUSE_CATEGORIES, type LinearModel } from '../linear/model'
import { classNumber, wordClass } from '../linear/word-classes'
import { type Match, PatternSet, viewWords, type WordView } from '../patterns/pattern'
import type { Token } from '../text/token'
import { tokenise } from '../text/tokenise'
import { readGroupsAlike } from './groups'
import { highlights, type Span } from './highlight'
import { deniesWithin, mannerOf, objects } from './manner'
import { CLASSES, HARASSMENT_PHRASES } from './phrases'

/** What one message says by itself. `score` is a calibrated probability. */
export type MessageScore = { score: number; categories: string[]; spans: Span[]; tokens: Token[] }

/** Longer messages are read in overlapping stretches, so that an insult is not diluted by what surrounds it. */
const STRETCH = 40
const STEP = 28
/** What each further stretch costs, in margin: more chances to be wrong. */
const STRETCH_COST = 0.25
/** A phrase of these categories, said to someone, lifts what the weights say, up to this. */
const FLOORS: Record<string, number> = {
  threat: 0.95,
  self_harm_urging: 0.96,
  sexual_harassment: 0.8,
  doxxing: 0.75,
  identity_attack: 0.6,
  insult: 0.45,
}
/** By so much in log-odds: where pairs share their words, a phrase of harm is no more often meant than not. */
const LIFT = 2
/** Players' insults that are said in no other way, so that no weight has to agree. */
const JEER = 0.62
/** Swearing at nobody is no harassment, however sure the weights are: what lies above even odds counts for less. */
const UNTARGETED_PROFANITY = 0.4
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
/**
 * Taken off the log-odds when nothing abusive is said directly: the least that any of it is owed. Corpora say that
 * such messages are abusive not much less often than others (of posts that only quote insults 67 %, that say them
 * directly 75 %), the functional suite says the contrary; chosen between the two (`MODEL_CARD.md`).
 */
const TAKEN_BACK = { denied: 5, negated: 0.6, reported: 1.5, cited: 3, quoted: 0.5, self: 2.2 }
/** An insult whose own phrase holds the "not", and speech against abuse that it repeats. */
const DENIED_WITHIN = 2.2
const OBJECTED = 0.5
/** Below this an insulting phrase is one that the weights take for ordinary talk, and lifts nothing. */
const PLAUSIBLE = 0.3
const MAX_SPANS = 200
/** A category that the weights see is given from this probability on, beside one that a phrase names from a higher. */
const LIKELY = 0.6
const ALSO = 0.8

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

  /** @param tokens of the text, where they are known already. */
  score(text: string, tokens: Token[] = tokenise(text, this.#model.words)): MessageScore {
    if (tokens.length === 0) return { score: 0, categories: [], spans: [], tokens }
    const view = viewWords(tokens)
    const matches = this.#patterns.match(view)
    const read = readGroupsAlike(tokens)
    let score = this.#model.probability(this.#margin(read, text))
    const categories = new Set<string>()
    const phrases: Span[] = []
    const spokenOf = this.#spokenOf(view)
    let off = spokenOf ?? 0
    let inPlay = false
    let jeers = false
    for (const match of matches) {
      if (match.code === 'in_play') inPlay = true
      else if (match.code === 'jeer') jeers ||= mannerOf(view, match.from, true) === 'direct'
      else {
        const manner = mannerOf(view, match.from, NAMING.has(match.code))
        const back = isDenied(view, match) ? DENIED_WITHIN : manner === 'direct' ? 0 : TAKEN_BACK[manner]
        if (back === 0) {
          categories.add(match.code)
          phrases.push(spanOf(view.tokens, match))
        } else if (match.code !== 'profanity' && spokenOf !== undefined) off = Math.max(off, back)
      }
    }
    if (inPlay) categories.delete('threat')
    const meant = inPlay ? phrases.filter(({ code }) => code !== 'threat') : phrases
    if (jeers && off === 0) {
      categories.add('insult')
      score = Math.max(score, JEER)
    }
    const direct = [...categories].some((category) => category !== 'profanity')
    if (objects(view)) off = Math.max(off, OBJECTED)
    if (off > 0 && !direct) score = sigmoid(logit(score) - off)
    else for (const category of categories) score = Math.max(score, floorFor(category, score))
    const untargeted = !direct && categories.has('profanity') && !view.words.some((word) => ADDRESS.has(word))
    if (untargeted && score > 0.5) score = 0.5 + UNTARGETED_PROFANITY * (score - 0.5)
    if (score >= this.#review && !untargeted)
      for (const category of this.#likeliest(read, text, direct))
        if (!inPlay || category !== 'threat') categories.add(category)
    const words = highlights(read, this.#model, score, () => this.#mainCategory(read, text, categories))
    // A word says more precisely what was meant than the phrase round it.
    const bare = meant.filter(
      (phrase) => PRECISE.has(phrase.code) || !words.some((word) => covers(phrase, word)),
    )
    return { score, categories: [...categories], spans: mergeSpans([...bare, ...words], text), tokens }
  }

  /**
   * What is taken off because the text's insults, slurs and harm are all denied, told of others or of oneself; 0 when
   * there are none, undefined when any is meant.
   */
  #spokenOf(view: WordView): number | undefined {
    let off = Number.POSITIVE_INFINITY
    for (let at = 0; at < view.words.length; at++) {
      const word = view.words[at]!
      const category = ABUSE_CATEGORIES[this.#model.words.abuse.get(word)]
      const telling = (category && category !== 'profanity') || TELLING.has(wordClass(word))
      if (!telling) continue
      const manner = mannerOf(view, at, Boolean(category))
      if (manner === 'direct') return undefined
      off = Math.min(off, TAKEN_BACK[manner])
    }
    return Number.isFinite(off) ? off : 0
  }

  /** Of a word that the lexicon has no category for. */
  #mainCategory(tokens: readonly Token[], text: string, categories: ReadonlySet<string>): string {
    const named = [...categories].find((category) => category !== 'profanity')
    if (named) return named
    const probabilities = this.#model.categories(tokens, text)
    return CATEGORIES[probabilities.indexOf(Math.max(...probabilities))]!
  }

  /** What the weights say was done: the likeliest where no phrase says it, and whatever is likely by itself. */
  #likeliest(tokens: readonly Token[], text: string, named: boolean): Category[] {
    const probabilities = this.#model.categories(tokens, text)
    const most = Math.max(...probabilities)
    return CATEGORIES.filter((_, i) => {
      const probability = probabilities[i]!
      return probability >= (named ? ALSO : LIKELY) || (!named && probability === most)
    })
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

/** Phrases that call somebody something. */
const NAMING = new Set(['insult', 'identity_attack', 'profanity'])
/** Phrases that are evidence as a whole. */
const PRECISE = new Set(['threat', 'self_harm_urging', 'doxxing', 'sexual_harassment'])

/** Classes of words that are abusive where they are meant: harm, death, dehumanising nouns. */
const TELLING = new Set([classNumber('harm'), classNumber('die'), classNumber('vile')])

/** Insults are denied by a "not" in their gap; threats only by one of the speaker's ("I would never …"). */
function isDenied(view: WordView, { code, from, to }: Match): boolean {
  if (code === 'insult' || code === 'identity_attack') return deniesWithin(view, from, to)
  const speaks = view.words[from] === 'i' || view.words[from] === 'we'
  return code === 'threat' && speaks && deniesWithin(view, from, to)
}

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

function logit(p: number): number {
  const q = Math.min(1 - 1e-9, Math.max(1e-9, p))
  return Math.log(q / (1 - q))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** An insult's floor holds only where the weights do not see ordinary talk; all others are reached by the lift at most. */
function floorFor(category: string, score: number): number {
  const floor = FLOORS[category] ?? 0
  if (category === 'insult' || category === 'identity_attack') return score > PLAUSIBLE ? floor : 0
  return Math.min(floor, sigmoid(logit(score) + LIFT))
}

function spanOf(tokens: Token[], match: Match): Span {
  return { start: tokens[match.from]!.start, end: tokens[match.to - 1]!.end, code: match.code }
}

/** In order of position; spans of one code that overlap, or have one space between them, become one. */
function mergeSpans(spans: Span[], text: string): Span[] {
  spans.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.start - b.start))
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    const near = last !== undefined && (span.start <= last.end || text.slice(last.end, span.start) === ' ')
    if (last && near && last.code === span.code) last.end = Math.max(last.end, span.end)
    else merged.push({ ...span })
  }
  return merged.sort((a, b) => a.start - b.start || a.end - b.end).slice(0, MAX_SPANS)
}
