import type { FactTable } from '#domain/facts'
import { type Expr, type ParsedCondition, partsOf, type RuleError, spanOf } from './parse-condition'

/**
 * Checks a condition before it is stored. The CEL library resolves names and overloads only while it evaluates,
 * when a mistake would be an error at night and not in the editor. What is accepted is a part of CEL: facts,
 * literals, lists, comparison, logic, arithmetic and string tests. Macros, maps and fields are refused, so that
 * a condition takes a time that its length bounds.
 */
type Type = 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'null' | `list of ${string}` | 'unknown'

const MAX_NODES = 500
const WORDS: Record<string, string> = {
  bool: 'yes or no',
  int: 'a whole number',
  uint: 'an unsigned number',
  double: 'a decimal number',
  string: 'a text',
  bytes: 'bytes',
  null: 'null',
}
const STRING_TESTS = ['startsWith', 'endsWith', 'contains', 'matches']

const isNumber = (type: Type) => type === 'int' || type === 'uint' || type === 'double'
const inWords = (type: Type) => WORDS[type] ?? 'a list'

class TypeChecker {
  readonly errors: RuleError[] = []
  private nodes = 0

  constructor(
    private readonly text: string,
    private readonly parsed: ParsedCondition,
    private readonly facts: FactTable,
  ) {}

  run(): RuleError[] {
    const { expr } = this.parsed
    const type = this.typeOf(expr)
    if (this.errors.length === 0 && type !== 'bool')
      this.fail(expr, `A condition must be yes or no; this is ${inWords(type)}.`)
    return this.errors
  }

  private fail(expr: Expr, message: string): 'unknown' {
    this.errors.push({ message, ...spanOf(this.text, this.parsed, expr) })
    return 'unknown'
  }

  private typeOf(expr: Expr): Type {
    if (++this.nodes > MAX_NODES) {
      if (this.nodes === MAX_NODES + 1) this.fail(this.parsed.expr, 'This condition has too many parts.')
      return 'unknown'
    }
    const { exprKind } = expr
    switch (exprKind.case) {
      case 'constExpr':
        return constantType(exprKind.value.constantKind.case)
      case 'identExpr':
        return this.typeOfFact(expr, exprKind.value.name)
      case 'listExpr':
        return this.typeOfList(expr, exprKind.value.elements)
      case 'callExpr':
        return exprKind.value.target
          ? this.typeOfMethod(expr, exprKind.value.function, exprKind.value.target, exprKind.value.args)
          : this.typeOfCall(expr, exprKind.value.function, exprKind.value.args)
      default:
        return this.fail(expr, 'Rules have no fields, maps or loops: use the facts on their own.')
    }
  }

  private typeOfFact(expr: Expr, name: string): Type {
    if (Object.hasOwn(this.facts, name)) return this.facts[name]!.type
    const near = nearest(name, Object.keys(this.facts))
    return this.fail(expr, `There is no fact of this name.${near ? ` Did you mean ${near}?` : ''}`)
  }

  private typeOfList(expr: Expr, elements: Expr[]): Type {
    const types = elements.map((element) => this.typeOf(element))
    if (types.length === 0) return this.fail(expr, 'This list is empty: nothing is ever in it.')
    if (types.includes('unknown')) return 'unknown'
    if (new Set(types).size > 1) return this.fail(expr, 'All values of a list must be of one kind.')
    return `list of ${types[0]}`
  }

  private typeOfMethod(expr: Expr, name: string, target: Expr, args: Expr[]): Type {
    const on = this.typeOf(target)
    const types = args.map((arg) => this.typeOf(arg))
    if (name === 'size' && args.length === 0) return this.sized(expr, on)
    if (!STRING_TESTS.includes(name)) return this.fail(expr, `Rules have no ${name}().`)
    if (on === 'unknown' || types.includes('unknown')) return 'bool'
    if (on !== 'string' || types.length !== 1 || types[0] !== 'string')
      return this.fail(expr, `${name}() takes one text and stands behind a text.`)
    if (name === 'matches' && args[0]!.exprKind.case !== 'constExpr')
      return this.fail(args[0]!, 'A pattern must be written out.')
    return 'bool'
  }

  private typeOfCall(expr: Expr, name: string, args: Expr[]): Type {
    const types = args.map((arg) => this.typeOf(arg))
    if (types.includes('unknown')) return resultWhenUnknown(name)
    const [a, b] = types as [Type, Type]
    switch (name) {
      case '_&&_':
      case '_||_':
      case '!_':
        for (const [i, type] of types.entries())
          if (type !== 'bool') this.fail(args[i]!, `This must be yes or no; it is ${inWords(type)}.`)
        return 'bool'
      case '_?_:_':
        if (a !== 'bool') return this.fail(args[0]!, 'What stands before ? must be yes or no.')
        return b === types[2] ? b : this.fail(expr, 'Both sides of : must be of one kind.')
      case '_==_':
      case '_!=_':
        if (a !== b && !(isNumber(a) && isNumber(b)))
          return this.fail(expr, `This compares ${inWords(a)} with ${inWords(b)}: it never holds.`)
        this.checkValues(args[0]!, [args[1]!])
        this.checkValues(args[1]!, [args[0]!])
        return 'bool'
      case '_<_':
      case '_<=_':
      case '_>_':
      case '_>=_':
        if ((isNumber(a) && isNumber(b)) || (a === 'string' && b === 'string')) return 'bool'
        return this.fail(expr, `This compares ${inWords(a)} with ${inWords(b)}.`)
      case '@in':
        if (!b.startsWith('list of ')) return this.fail(args[1]!, 'What stands behind in must be a list.')
        if (b !== `list of ${a}`) return this.fail(expr, `${inWords(a)} is never in a ${b}.`)
        if (args[1]!.exprKind.case === 'listExpr') this.checkValues(args[0]!, partsOf(args[1]!))
        return 'bool'
      case '_+_':
      case '_-_':
      case '_*_':
      case '_/_':
      case '_%_':
        if (a === 'string' && b === 'string' && name === '_+_') return 'string'
        if (isNumber(a) && a === b && !(name === '_%_' && a === 'double')) return a
        return this.fail(
          expr,
          isNumber(a) && isNumber(b)
            ? 'Whole and decimal numbers do not mix: write 2.0, or double(reports).'
            : 'Only numbers can be calculated with.',
        )
      case '-_':
        return isNumber(a) && a !== 'uint' ? a : this.fail(expr, 'Only a number can be negative.')
      case 'size':
        return this.sized(expr, a)
      case 'double':
      case 'int':
        return isNumber(a) && types.length === 1 ? name : this.fail(expr, `${name}() takes one number.`)
      default:
        return this.fail(expr, `Rules have no ${name.replace(/[^A-Za-z]/g, '') || 'such function'}().`)
    }
  }

  private sized(expr: Expr, type: Type): Type {
    if (type === 'string' || type === 'unknown' || type.startsWith('list of ')) return 'int'
    return this.fail(expr, 'size() takes a text or a list.')
  }

  /** A value that the fact can never have would make a rule that silently never matches. */
  private checkValues(fact: Expr, values: Expr[]): void {
    if (fact.exprKind.case !== 'identExpr') return
    const { name } = fact.exprKind.value
    const known = Object.hasOwn(this.facts, name) ? this.facts[name]!.values : undefined
    if (!known) return
    for (const value of values) {
      if (value.exprKind.case !== 'constExpr') continue
      const { constantKind } = value.exprKind.value
      if (constantKind.case === 'stringValue' && !known.includes(constantKind.value))
        this.fail(value, `${name} is never that: it is ${known.join(', ')}.`)
    }
  }
}

function constantType(kind: string | undefined): Type {
  const types: Record<string, Type> = {
    boolValue: 'bool',
    int64Value: 'int',
    uint64Value: 'uint',
    doubleValue: 'double',
    stringValue: 'string',
    bytesValue: 'bytes',
    nullValue: 'null',
  }
  return types[kind ?? ''] ?? 'unknown'
}

/** Keeps one mistake from being reported again by everything around it. */
function resultWhenUnknown(name: string): Type {
  return /^(_&&_|_\|\|_|!_|_[=!<>]=?=?_|@in)$/.test(name) ? 'bool' : 'unknown'
}

/** The fact whose name is fewest edits away, if that is at most a third of it. */
function nearest(name: string, facts: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const fact of facts) {
    const distance = editDistance(name.toLowerCase(), fact.toLowerCase())
    if (!best || distance < best.distance) best = { name: fact, distance }
  }
  return best && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}

export function typeErrors(text: string, parsed: ParsedCondition, facts: FactTable): RuleError[] {
  return new TypeChecker(text, parsed, facts).run()
}
