import type { Token } from '../text/token'

/**
 * Phrases over plain words, matched in linear time: each pattern starts with a concrete word that an index finds,
 * and has at most `MAX_ELEMENTS` elements with gaps of at most `MAX_GAP` words, so that the work at one position is bounded.
 *
 *   do not tell <parent>          words in order; <name> is a class of words
 *   send|show me? ~2 picture      alternatives; optional; a gap of at most two words
 *   you are a|an? #insult         a word of that category in the abuse lexicon
 *
 * A phrase does not cross the end of a sentence.
 */
export type PatternSource = { code: string; phrases: readonly string[] }
export type WordClasses = Record<string, string>

/** `ids` is a set of word numbers, one bit each. */
type Element =
  | { kind: 'words'; words: ReadonlySet<string>; ids: Uint32Array; optional: boolean }
  | { kind: 'abuse'; category: string; optional: boolean }
  | { kind: 'gap'; most: number }
type Compiled = { code: string; elements: Element[] }

/** A match covers words `[from, to)` of the view. */
export type Match = { code: string; from: number; to: number }

/**
 * The words of a message without its symbols; `sentence[i]` numbers the sentence that word i stands in, `clause[i]`
 * the stretch between commas or colons.
 */
export type WordView = {
  words: string[]
  tokens: Token[]
  sentence: Int32Array
  clause?: Int32Array
  question: boolean[]
  quoted: boolean[]
}

const CLAUSE_ENDS = new Set([',', ':', ';', '.', '!', '?', '(', ')', '-', '"'])
const MAX_ELEMENTS = 14
const MAX_GAP = 5

export class PatternSet {
  /** Words that any phrase names, numbered from 1, so that a word of a message is looked up once. */
  readonly #idOf = new Map<string, number>()
  readonly #elements = new Map<string, Element>()
  readonly #byFirst: (Compiled[] | undefined)[] = [undefined]
  readonly #byAbuse = new Map<string, Compiled[]>()
  readonly #categoryOf: (word: string) => string
  /** Word numbers of the message at hand, 0 where no phrase names the word. */
  #ids = new Int32Array(256)

  /** @param categoryOf the abuse lexicon's category of a word, or ''. @throws RangeError on a malformed phrase. */
  constructor(
    sources: readonly PatternSource[],
    classes: WordClasses,
    categoryOf: (word: string) => string = () => '',
  ) {
    this.#categoryOf = categoryOf
    for (const { code, phrases } of sources) for (const phrase of phrases) this.#add(code, phrase, classes)
    for (const element of this.#elements.values()) if (element.kind === 'words') this.#number(element)
  }

  #add(code: string, phrase: string, classes: WordClasses): void {
    const elements = phrase.split(' ').map((part) => this.#elementOf(part, classes))
    const first = elements[0]!
    if (elements.length > MAX_ELEMENTS || first.kind === 'gap' || first.optional)
      throw new RangeError(`a phrase must start with a word and be short: ${phrase}`)
    const compiled = { code, elements }
    if (first.kind === 'abuse') push(this.#byAbuse, first.category, compiled)
    else
      for (const word of first.words) {
        const id = this.#idOf.get(word)!
        const list = this.#byFirst[id]
        if (list) list.push(compiled)
        else this.#byFirst[id] = [compiled]
      }
  }

  #elementOf(part: string, classes: WordClasses): Element {
    const known = this.#elements.get(part)
    if (known) return known
    const element = parseElement(part, classes)
    if (element.kind === 'words')
      for (const word of element.words)
        if (!this.#idOf.has(word)) {
          this.#idOf.set(word, this.#idOf.size + 1)
          this.#byFirst.push(undefined)
        }
    this.#elements.set(part, element)
    return element
  }

  #number(element: Extract<Element, { kind: 'words' }>): void {
    element.ids = new Uint32Array((this.#idOf.size >>> 5) + 1)
    for (const word of element.words) {
      const id = this.#idOf.get(word)!
      element.ids[id >>> 5]! |= 1 << (id & 31)
    }
  }

  /** All matches; of one pattern only the shortest at each position. */
  match(view: WordView): Match[] {
    const out: Match[] = []
    const { words } = view
    if (this.#ids.length < words.length) this.#ids = new Int32Array(words.length * 2)
    for (let at = 0; at < words.length; at++) this.#ids[at] = this.#idOf.get(words[at]!) ?? 0
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!
      this.#tryAll(this.#byFirst[this.#ids[at]!], view, at, out)
      if (this.#byAbuse.size > 0) {
        const category = this.#categoryOf(word)
        if (category !== '') this.#tryAll(this.#byAbuse.get(category), view, at, out)
      }
    }
    return out
  }

  #tryAll(candidates: Compiled[] | undefined, view: WordView, at: number, out: Match[]): void {
    if (!candidates) return
    for (const { code, elements } of candidates) {
      const to = this.#matchFrom(elements, 1, view, at + 1, view.sentence[at]!)
      if (to >= 0) out.push({ code, from: at, to })
    }
  }

  /** The end of a match of `elements[index…]` at word `at`, or -1. Gaps are tried short first. */
  #matchFrom(elements: Element[], index: number, view: WordView, at: number, sentence: number): number {
    if (index === elements.length) return at
    const element = elements[index]!
    if (element.kind === 'gap') {
      for (let skip = 0; skip <= element.most; skip++) {
        if (at + skip > view.words.length) break
        const to = this.#matchFrom(elements, index + 1, view, at + skip, sentence)
        if (to >= 0) return to
        if (view.sentence[at + skip] !== sentence) break
      }
      return -1
    }
    if (at < view.words.length && view.sentence[at] === sentence && this.#fits(element, view, at)) {
      const to = this.#matchFrom(elements, index + 1, view, at + 1, sentence)
      if (to >= 0) return to
    }
    return element.optional ? this.#matchFrom(elements, index + 1, view, at, sentence) : -1
  }

  #fits(element: Exclude<Element, { kind: 'gap' }>, view: WordView, at: number): boolean {
    if (element.kind === 'abuse') return this.#categoryOf(view.words[at]!) === element.category
    const id = this.#ids[at]!
    return ((element.ids[id >>> 5]! >>> (id & 31)) & 1) === 1
  }
}

const NO_IDS = new Uint32Array(0)

function parseElement(part: string, classes: WordClasses): Element {
  if (part.startsWith('~')) {
    const most = Number(part.slice(1))
    if (!Number.isInteger(most) || most < 1 || most > MAX_GAP)
      throw new RangeError(`a gap has 1 to ${MAX_GAP} words`)
    return { kind: 'gap', most }
  }
  const optional = part.endsWith('?')
  const body = optional ? part.slice(0, -1) : part
  if (body.startsWith('#')) return { kind: 'abuse', category: body.slice(1), optional }
  const words = new Set<string>()
  for (const alternative of body.split('|')) {
    const name = /^<(.+)>$/.exec(alternative)?.[1]
    if (name === undefined) words.add(alternative)
    else {
      const members = classes[name]
      if (members === undefined) throw new RangeError(`no word class ${name}`)
      for (const word of members.split(' ')) words.add(word)
    }
  }
  return { kind: 'words', words, ids: NO_IDS, optional }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Drops the symbols and notes where sentences, questions and quotations are. */
export function viewWords(tokens: readonly Token[]): WordView {
  const words: string[] = []
  const kept: Token[] = []
  const sentences: number[] = []
  const question: boolean[] = []
  const quoted: boolean[] = []
  const clauses: number[] = []
  let sentence = 0
  let clause = 0
  let inQuotes = false
  for (const token of tokens) {
    if (token.kind === 'symbol') {
      if (token.text === '"') inQuotes = !inQuotes
      if (token.text === '?')
        for (let i = words.length - 1; i >= 0 && sentences[i] === sentence; i--) question[i] = true
      if (token.text === '.' || token.text === '?' || token.text === '!' || token.text === ';') sentence++
      if (CLAUSE_ENDS.has(token.text)) clause++
      continue
    }
    words.push(token.text)
    kept.push(token)
    sentences.push(sentence)
    clauses.push(clause)
    question.push(false)
    quoted.push(inQuotes)
  }
  return {
    words,
    tokens: kept,
    sentence: Int32Array.from(sentences),
    clause: Int32Array.from(clauses),
    question,
    quoted,
  }
}
