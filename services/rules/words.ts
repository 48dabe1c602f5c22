import { FACTS, type FactName } from '#domain/rule'
import { type Expr, parseCondition } from './parse-condition'

/**
 * A condition in plain English, for people who do not read CEL. What has no good words is shown as it was
 * written: a sentence that is almost right would be worse than none.
 */
export function conditionInWords(text: string): string {
  const result = parseCondition(text)
  if (!result.ok) return text
  const words = sentence(result.parsed.expr)
  return words === undefined ? text : words.text
}

/** `or` inside `and` needs brackets in CEL and the word `either` in English. */
type Words = { text: string; joined?: 'and' | 'or' }

type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'bool'; value: boolean }

const SUBJECTS: Record<FactName, string> = {
  reason: 'the reason given',
  source: 'the report’s source',
  region: 'the region',
  platform: 'the platform',
  kind: 'the conversation',
  reports: 'the number of open reports',
  messages: 'the number of messages',
  reporterAge: 'the reporter’s age',
  subjectAge: 'the reported person’s age',
  minorInvolved: 'a minor is involved',
  subjectCases: 'the number of earlier cases on the account',
  harassment: 'the harassment score',
  harassmentBand: 'harassment',
  grooming: 'the grooming score',
  groomingBand: 'grooming',
  plugin: 'the plug-in score',
  pluginBand: 'the plug-in’s finding',
  scored: 'every classifier answered',
}
const NEGATED: Partial<Record<FactName, string>> = {
  minorInvolved: 'no minor is known to be involved',
  scored: 'a classifier did not answer',
}
const VALUES: Partial<Record<FactName, Record<string, string>>> = {
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

function factOf(expr: Expr): FactName | undefined {
  if (expr.exprKind.case !== 'identExpr') return undefined
  const { name } = expr.exprKind.value
  return Object.hasOwn(FACTS, name) ? (name as FactName) : undefined
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

function valueInWords(fact: FactName, literal: Literal): string {
  if (literal.kind !== 'string') return String(literal.value)
  return VALUES[fact]?.[literal.value] ?? literal.value.replaceAll('_', ' ')
}

function join(parts: string[], word: 'and' | 'or'): string {
  if (parts.length < 3) return parts.join(` ${word} `)
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`
}

function sentence(expr: Expr): Words | undefined {
  const fact = factOf(expr)
  if (fact) return FACTS[fact].type === 'bool' ? { text: SUBJECTS[fact] } : undefined
  const literal = literalOf(expr)
  if (literal?.kind === 'bool') return { text: literal.value ? 'always' : 'never' }
  if (expr.exprKind.case !== 'callExpr') return undefined
  const { function: name, target, args } = expr.exprKind.value
  if (target) return stringTest(name, target, args)
  if (name === '_&&_') return joined(expr, '_&&_', 'and')
  if (name === '_||_') return joined(expr, '_||_', 'or')
  if (name === '!_') return negated(args[0]!)
  if (name === '@in') return membership(args[0]!, args[1]!, false)
  if (Object.hasOwn(COMPARISONS, name)) return comparison(name, args[0]!, args[1]!)
  return undefined
}

/** Flattens `a && (b && c)`; a part of the other kind is bracketed by its words. */
function joined(expr: Expr, operator: string, word: 'and' | 'or'): Words | undefined {
  const parts: string[] = []
  const visit = (part: Expr): boolean => {
    if (part.exprKind.case === 'callExpr' && part.exprKind.value.function === operator)
      return part.exprKind.value.args.every(visit)
    const words = sentence(part)
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

function negated(expr: Expr): Words | undefined {
  const fact = factOf(expr)
  if (fact && NEGATED[fact]) return { text: NEGATED[fact] }
  if (expr.exprKind.case !== 'callExpr') return undefined
  const { function: name, args, target } = expr.exprKind.value
  if (name === '@in') return membership(args[0]!, args[1]!, true)
  const words = target ? stringTest(name, target, args) : undefined
  return words && { text: `it is not so that ${words.text}` }
}

function membership(left: Expr, right: Expr, not: boolean): Words | undefined {
  const fact = factOf(left)
  if (!fact || right.exprKind.case !== 'listExpr') return undefined
  const values: string[] = []
  for (const element of right.exprKind.value.elements) {
    const literal = literalOf(element)
    if (!literal) return undefined
    values.push(valueInWords(fact, literal))
  }
  return {
    text: `${SUBJECTS[fact]} is ${not ? 'neither ' : ''}${join(values, 'or').replace(' or ', not ? ' nor ' : ' or ')}`,
  }
}

function comparison(name: string, left: Expr, right: Expr): Words | undefined {
  const fact = factOf(left)
  if (!fact) {
    if (!factOf(right) || !literalOf(left)) return undefined
    return comparison(MIRRORED[name] ?? name, right, left)
  }
  const literal = literalOf(right)
  if (!literal) {
    const other = factOf(right)
    return other && { text: `${SUBJECTS[fact]} ${COMPARISONS[name]} ${SUBJECTS[other]}` }
  }
  if (literal.kind === 'bool') {
    const holds = literal.value === (name === '_==_')
    return { text: holds ? SUBJECTS[fact] : (NEGATED[fact] ?? `it is not so that ${SUBJECTS[fact]}`) }
  }
  return { text: `${SUBJECTS[fact]} ${COMPARISONS[name]} ${valueInWords(fact, literal)}` }
}

function stringTest(name: string, target: Expr, args: Expr[]): Words | undefined {
  const fact = factOf(target)
  const literal = args[0] && literalOf(args[0])
  if (!fact || literal?.kind !== 'string' || !Object.hasOwn(STRING_TESTS, name)) return undefined
  return { text: `${SUBJECTS[fact]} ${STRING_TESTS[name]} “${literal.value}”` }
}
