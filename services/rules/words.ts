import type { Fact, FactTable } from '#domain/facts'
import { type Expr, parseCondition } from './parse-condition'

/**
 * A condition in plain English, for people who do not read CEL. What has no good words is shown as it was
 * written: a sentence that is almost right would be worse than none.
 */
export function conditionInWords(text: string, facts: FactTable): string {
  const result = parseCondition(text)
  if (!result.ok) return text
  const words = sentence(facts, result.parsed.expr)
  return words === undefined ? text : words.text
}

/** `or` inside `and` needs brackets in CEL and the word `either` in English. */
type Words = { text: string; joined?: 'and' | 'or' }

type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'bool'; value: boolean }

const NEGATED: Record<string, string> = {
  minorInvolved: 'no minor is known to be involved',
  scored: 'a classifier did not answer',
}
const VALUES: Record<string, Record<string, string>> = {
  reporterAge: { under_13: 'under 13', '13_15': '13 to 15', '16_17': '16 or 17' },
  source: {
    user: 'a user',
    article16: 'a legal notice (Article 16)',
    trusted_flagger: 'a trusted flagger',
    ncii: 'a report of intimate images',
    proactive: 'the platform’s own detection',
    legal: 'a legal request',
  },
  kind: { direct: 'one to one', group: 'a group' },
  region: { ROW: 'the rest of the world' },
}
VALUES.subjectAge = VALUES.reporterAge!

const COMPARISONS: Record<string, string> = {
  '_==_': 'is',
  '_!=_': 'is not',
  '_<_': 'is below',
  '_<=_': 'is at most',
  '_>_': 'is above',
  '_>=_': 'is at least',
}
/** The same comparison with its sides exchanged. */
const MIRRORED: Record<string, string> = { '_<_': '_>_', '_<=_': '_>=_', '_>_': '_<_', '_>=_': '_<=_' }
const STRING_TESTS: Record<string, string> = {
  startsWith: 'begins with',
  endsWith: 'ends with',
  contains: 'contains',
}

type NamedFact = Fact & { name: string }

function factOf(facts: FactTable, expr: Expr): NamedFact | undefined {
  if (expr.exprKind.case !== 'identExpr') return undefined
  const { name } = expr.exprKind.value
  return Object.hasOwn(facts, name) ? { ...facts[name]!, name } : undefined
}

function literalOf(expr: Expr): Literal | undefined {
  if (expr.exprKind.case !== 'constExpr') return undefined
  const { constantKind } = expr.exprKind.value
  if (constantKind.case === 'stringValue') return { kind: 'string', value: constantKind.value }
  if (constantKind.case === 'doubleValue') return { kind: 'number', value: constantKind.value }
  if (constantKind.case === 'int64Value') return { kind: 'number', value: Number(constantKind.value) }
  if (constantKind.case === 'boolValue') return { kind: 'bool', value: constantKind.value }
  return undefined
}

function valueInWords({ name }: NamedFact, literal: Literal): string {
  if (literal.kind !== 'string') return String(literal.value)
  return VALUES[name]?.[literal.value] ?? literal.value.replaceAll('_', ' ')
}

function join(parts: string[], word: 'and' | 'or'): string {
  if (parts.length < 3) return parts.join(` ${word} `)
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`
}

function sentence(facts: FactTable, expr: Expr): Words | undefined {
  const fact = factOf(facts, expr)
  if (fact) return fact.type === 'bool' ? { text: fact.subject } : undefined
  const literal = literalOf(expr)
  if (literal?.kind === 'bool') return { text: literal.value ? 'always' : 'never' }
  if (expr.exprKind.case !== 'callExpr') return undefined
  const { function: name, target, args } = expr.exprKind.value
  if (target) return stringTest(facts, name, target, args)
  if (name === '_&&_') return joined(facts, expr, '_&&_', 'and')
  if (name === '_||_') return joined(facts, expr, '_||_', 'or')
  if (name === '!_') return negated(facts, args[0]!)
  if (name === '@in') return membership(facts, args[0]!, args[1]!, false)
  if (Object.hasOwn(COMPARISONS, name)) return comparison(facts, name, args[0]!, args[1]!)
  return undefined
}

/** Flattens `a && (b && c)`; a part of the other kind is bracketed by its words. */
function joined(facts: FactTable, expr: Expr, operator: string, word: 'and' | 'or'): Words | undefined {
  const parts: string[] = []
  const visit = (part: Expr): boolean => {
    if (part.exprKind.case === 'callExpr' && part.exprKind.value.function === operator)
      return part.exprKind.value.args.every(visit)
    const words = sentence(facts, part)
    if (!words) return false
    const bracket = words.joined && words.joined !== word
    parts.push(bracket ? `${word === 'and' ? 'either ' : 'both '}${words.text}` : words.text)
    return true
  }
  if (!visit(expr)) return undefined
  // With `either … or …` inside, commas would leave it open where the inner list ends.
  const nested = parts.some((part) => /^(either|both) /.test(part))
  return { text: nested ? parts.join(`, ${word} `) : join(parts, word), joined: word }
}

function negated(facts: FactTable, expr: Expr): Words | undefined {
  const fact = factOf(facts, expr)
  const not = fact && NEGATED[fact.name]
  if (not) return { text: not }
  if (expr.exprKind.case !== 'callExpr') return undefined
  const { function: name, args, target } = expr.exprKind.value
  if (name === '@in') return membership(facts, args[0]!, args[1]!, true)
  const words = target ? stringTest(facts, name, target, args) : undefined
  return words && { text: `it is not so that ${words.text}` }
}

function membership(facts: FactTable, left: Expr, right: Expr, not: boolean): Words | undefined {
  const fact = factOf(facts, left)
  if (!fact || right.exprKind.case !== 'listExpr') return undefined
  const values: string[] = []
  for (const element of right.exprKind.value.elements) {
    const literal = literalOf(element)
    if (!literal) return undefined
    values.push(valueInWords(fact, literal))
  }
  return {
    text: `${fact.subject} is ${not ? 'neither ' : ''}${join(values, 'or').replace(' or ', not ? ' nor ' : ' or ')}`,
  }
}

function comparison(facts: FactTable, name: string, left: Expr, right: Expr): Words | undefined {
  const fact = factOf(facts, left)
  if (!fact) {
    if (!factOf(facts, right) || !literalOf(left)) return undefined
    return comparison(facts, MIRRORED[name] ?? name, right, left)
  }
  const literal = literalOf(right)
  if (!literal) {
    const other = factOf(facts, right)
    return other && { text: `${fact.subject} ${COMPARISONS[name]} ${other.subject}` }
  }
  if (literal.kind === 'bool') {
    const holds = literal.value === (name === '_==_')
    return { text: holds ? fact.subject : (NEGATED[fact.name] ?? `it is not so that ${fact.subject}`) }
  }
  return { text: `${fact.subject} ${COMPARISONS[name]} ${valueInWords(fact, literal)}` }
}

function stringTest(facts: FactTable, name: string, target: Expr, args: Expr[]): Words | undefined {
  const fact = factOf(facts, target)
  const literal = args[0] && literalOf(args[0])
  if (!fact || literal?.kind !== 'string' || !Object.hasOwn(STRING_TESTS, name)) return undefined
  return { text: `${fact.subject} ${STRING_TESTS[name]} “${literal.value}”` }
}
