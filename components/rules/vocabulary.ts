import type { Fact, FactTable } from '#domain/facts'

/** CEL's string members (cel-spec, standard definitions). */
export const STRING_METHODS = [
  { name: 'contains', hint: 'the text contains this' },
  { name: 'startsWith', hint: 'the text begins with this' },
  { name: 'endsWith', hint: 'the text ends with this' },
  { name: 'matches', hint: 'an RE2 pattern is found in the text' },
] as const

export const KEYWORDS = [
  { name: 'in', hint: 'is one of a list: region in ["EU", "UK"]' },
  { name: 'true', hint: 'yes' },
  { name: 'false', hint: 'no' },
  { name: 'size', hint: 'length of a text or list: size(reason) > 0' },
] as const

export type Offer = {
  label: string
  detail: string
  info?: string
  kind: 'fact' | 'value' | 'method' | 'keyword'
  insert: string
}
export type Offers = { from: number; offers: Offer[] }

const factOf = (facts: FactTable, name: string | undefined): Fact | undefined =>
  name !== undefined && Object.hasOwn(facts, name) ? facts[name] : undefined

function valuesOf(facts: FactTable, name: string | undefined, quote: boolean, closing: string): Offer[] {
  return (factOf(facts, name)?.values ?? []).map((value) => ({
    label: value,
    detail: name!,
    kind: 'value',
    insert: quote ? `"${value}"` : `${value}${closing}`,
  }))
}

/** Where an unclosed string starts in the text, or -1. A backslash takes the next character with it. */
function openString(text: string): number {
  let start = -1
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (start >= 0 && char === '\\') i++
    else if (char === '"' || char === "'") {
      if (start < 0) start = i
      else if (text[start] === char) start = -1
    }
  }
  return start
}

const COMPARED = /(\w+)\s*(?:==|!=)\s*$/
const LISTED = /(\w+)\s+in\s*\[[^\]]*$/

/**
 * What may stand at the end of `before`, the text up to the cursor; `after` is the rest, so that a quote that
 * is there already is not written twice. Offsets are UTF-16 code units.
 */
export function offersAt(facts: FactTable, before: string, after = ''): Offers {
  const quoteAt = openString(before)
  if (quoteAt >= 0) {
    const left = before.slice(0, quoteAt)
    const fact = (COMPARED.exec(left) ?? LISTED.exec(left))?.[1]
    const quote = before[quoteAt]!
    const closing = after.startsWith(quote) ? '' : quote
    return { from: quoteAt + 1, offers: valuesOf(facts, fact, false, closing) }
  }
  const member = /(\w+)\.(\w*)$/.exec(before)
  if (member) {
    const methods = factOf(facts, member[1])?.type === 'string' ? STRING_METHODS : []
    return {
      from: before.length - member[2]!.length,
      offers: methods.map(({ name, hint }) => ({
        label: name,
        detail: hint,
        kind: 'method',
        insert: `${name}(`,
      })),
    }
  }
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? ''
  const from = before.length - word.length
  const left = before.slice(0, from)
  const fact = (COMPARED.exec(left) ?? LISTED.exec(left))?.[1]
  const values = valuesOf(facts, fact, true, '')
  if (values.length > 0) return { from, offers: values }
  return {
    from,
    offers: [
      ...Object.entries(facts).map(
        ([name, { type, about }]): Offer => ({
          label: name,
          detail: type,
          info: about,
          kind: 'fact',
          insert: name,
        }),
      ),
      ...KEYWORDS.map(
        ({ name, hint }): Offer => ({ label: name, detail: hint, kind: 'keyword', insert: name }),
      ),
    ],
  }
}

export type TokenKind = 'fact' | 'unknown' | 'string' | 'number' | 'operator' | 'keyword' | 'function'
const TOKEN =
  /("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[<>!?:+\-*/%])/g

/** Tokens of a condition for colouring; the check on the server is what decides whether it is right. */
export function tokens(facts: FactTable, text: string): { from: number; to: number; kind: TokenKind }[] {
  const out: { from: number; to: number; kind: TokenKind }[] = []
  for (const match of text.matchAll(TOKEN)) {
    const from = match.index
    const to = from + match[0].length
    const word = match[3]
    if (match[1]) out.push({ from, to, kind: 'string' })
    else if (match[2]) out.push({ from, to, kind: 'number' })
    else if (match[4]) out.push({ from, to, kind: 'operator' })
    else if (word) out.push({ from, to, kind: wordKind(facts, word, text[from - 1], text[to]) })
  }
  return out
}

function wordKind(
  facts: FactTable,
  word: string,
  before: string | undefined,
  after: string | undefined,
): TokenKind {
  if (before === '.' || after === '(') return 'function'
  if (factOf(facts, word)) return 'fact'
  return KEYWORDS.some(({ name }) => name === word) ? 'keyword' : 'unknown'
}
