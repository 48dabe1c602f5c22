import { parse } from '@bufbuild/cel'

export type ParsedCondition = ReturnType<typeof parse>
export type Expr = ParsedCondition['expr']

/** Where a condition is wrong. Offsets are UTF-16 code units into its text, half-open. */
export type RuleError = { message: string; from: number; to: number }

export const MAX_CONDITION_CHARS = 2_000
/** Deeper nesting than any rule needs; the parser and the walkers below recurse. */
const MAX_NESTING = 50

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
const TOKEN =
  /(\s+|\/\/[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(["'])|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?)|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[()[\]{}<>=!?:+\-*/%.,&|])|([\s\S])/gy

/**
 * What a person is likely to have meant, found before the parser runs: its own errors name the last point that
 * it could fall back to, which is seldom where the mistake is.
 */
function likelyMistake(text: string): RuleError | undefined {
  const open: { char: string; at: number }[] = []
  let last = { from: 0, to: 0, text: '' }
  for (const match of text.matchAll(TOKEN)) {
    const [token, space, , quote, , word, sign, other] = match
    const from = match.index
    const to = from + token.length
    if (space !== undefined) continue
    if (quote) return { message: 'This quote is never closed.', from, to: text.length }
    if (other) return { message: 'This character has no meaning in a rule.', from, to }
    if (word && /^(and|or|not)$/i.test(word)) {
      const sign = { and: '&&', or: '||', not: '!' }[word.toLowerCase()]
      return { message: `Write ${sign} instead of this word.`, from, to }
    }
    if (sign === '=') return { message: 'Write == to compare.', from, to }
    if (sign === '&' || sign === '|') return { message: `Write ${sign}${sign}.`, from, to }
    if (sign && sign in CLOSING) open.push({ char: CLOSING[sign]!, at: from })
    if (open.length > MAX_NESTING) return { message: 'This is nested too deeply.', from, to }
    if (sign === ')' || sign === ']' || sign === '}') {
      const opened = open.pop()
      if (opened?.char !== sign) return { message: 'This bracket closes nothing.', from, to }
    }
    last = { from, to, text: sign ?? '' }
  }
  const unclosed = open.pop()
  if (unclosed) return { message: 'This bracket is never closed.', from: unclosed.at, to: unclosed.at + 1 }
  if (last.text && !/[)\]}]/.test(last.text))
    return { message: 'Something is missing after this.', from: last.from, to: last.to }
  return undefined
}

export function parseCondition(
  text: string,
): { ok: true; parsed: ParsedCondition } | { ok: false; error: RuleError } {
  if (text.trim() === '')
    return {
      ok: false,
      error: { message: 'Write a condition, or true for every case.', from: 0, to: text.length },
    }
  if (text.length > MAX_CONDITION_CHARS)
    return {
      ok: false,
      error: {
        message: 'A condition has at most 2,000 characters.',
        from: MAX_CONDITION_CHARS,
        to: text.length,
      },
    }
  const mistake = likelyMistake(text)
  if (mistake) return { ok: false, error: mistake }
  try {
    return { ok: true, parsed: parse(text) }
  } catch (error) {
    const at = (error as { location?: { start?: { offset?: number } } }).location?.start?.offset ?? 0
    const from = Math.min(at, text.length - 1)
    return { ok: false, error: { message: 'This cannot be read as a condition.', from, to: from + 1 } }
  }
}

/** The part of the text that an expression was written as, from its first to its last token. */
export function spanOf(text: string, parsed: ParsedCondition, expr: Expr): { from: number; to: number } {
  const at = parsed.sourceInfo?.positions[String(expr.id)] ?? 0
  let { from, to } = tokenAt(text, at)
  for (const part of partsOf(expr)) {
    const span = spanOf(text, parsed, part)
    from = Math.min(from, span.from)
    to = Math.max(to, span.to)
  }
  return { from, to }
}

function tokenAt(text: string, at: number): { from: number; to: number } {
  TOKEN.lastIndex = at
  const token = TOKEN.exec(text)?.[0] ?? ''
  TOKEN.lastIndex = 0
  return { from: at, to: at + Math.max(1, token.length) }
}

/** The expressions directly inside of one that rules may use. */
export function partsOf(expr: Expr): Expr[] {
  const { exprKind } = expr
  if (exprKind.case === 'callExpr')
    return exprKind.value.target ? [exprKind.value.target, ...exprKind.value.args] : exprKind.value.args
  if (exprKind.case === 'listExpr') return exprKind.value.elements
  if (exprKind.case === 'selectExpr') return exprKind.value.operand ? [exprKind.value.operand] : []
  return []
}
