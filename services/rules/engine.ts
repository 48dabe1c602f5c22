import { CelScalar, celEnv, isCelError, plan } from '@bufbuild/cel'
import type { CaseFacts, FactTable } from '#domain/facts'
import type { RuleOutcome, RuleSet } from '#domain/rule'
import { typeErrors } from './check-types'
import { parseCondition, type RuleError } from './parse-condition'

/**
 * Rules are CEL (ADR 5). A condition is checked when it is written, compiled once a version and evaluated for
 * each case. It has no loops and at most 2,000 characters, so it takes microseconds; there is nothing to abort.
 */
export type { RuleError } from './parse-condition'
export type Checked = { ok: true } | { ok: false; errors: RuleError[] }

const SCALARS = {
  string: CelScalar.STRING,
  int: CelScalar.INT,
  double: CelScalar.DOUBLE,
  bool: CelScalar.BOOL,
}

function envOf(facts: FactTable) {
  return celEnv({
    variables: Object.fromEntries(Object.entries(facts).map(([name, { type }]) => [name, SCALARS[type]])),
  })
}

type Bindings = Record<string, string | bigint | number | boolean>

/** Facts as CEL values: whole numbers are 64-bit. Made once a case, shared by all of its rules. */
function bindingsOf(table: FactTable, facts: CaseFacts): Bindings {
  const out: Bindings = {}
  for (const [name, { type }] of Object.entries(table)) {
    const value = facts[name]
    // What a case does not say of itself is an error of each rule that asks for it, and routes to be safe.
    if (value !== undefined) out[name] = type === 'int' ? BigInt(value as number) : value
  }
  return out
}

/** What a fact looks like to a rule; only used to see that a condition can be evaluated at all. */
const EXAMPLE = { string: 'example', int: 0n, double: 0.5, bool: false } as const
const ONES = ['reports', 'messages']

function exampleOf(table: FactTable): Bindings {
  return Object.fromEntries(
    Object.entries(table).map(([name, { type, values }]) => [
      name,
      ONES.includes(name) ? 1n : (values?.[0] ?? EXAMPLE[type]),
    ]),
  )
}

/** Every mistake of a condition with where it is. Fast enough for each key press. */
export function check(text: string, facts: FactTable): Checked {
  const result = parseCondition(text)
  if (!result.ok) return { ok: false, errors: [result.error] }
  const errors = typeErrors(text, result.parsed, facts)
  if (errors.length > 0) return { ok: false, errors }
  // What types cannot show, such as a pattern that is no pattern or a constant division by zero.
  const value = plan(envOf(facts), result.parsed)(exampleOf(facts))
  if (isCelError(value) || typeof value !== 'boolean')
    return { ok: false, errors: [{ message: 'This cannot be evaluated.', from: 0, to: text.length }] }
  return { ok: true }
}

export type RuleProblem = RuleError & { rule: string }

/** Every mistake in a set, by rule id; a switched-off rule is checked too, because it can be switched on. */
export function checkSet(set: RuleSet, facts: FactTable): RuleProblem[] {
  const problems: RuleProblem[] = []
  const seen = new Set<string>()
  for (const rule of set.rules) {
    if (seen.has(rule.id))
      problems.push({ rule: rule.id, message: 'Two rules have this id.', from: 0, to: rule.when.length })
    seen.add(rule.id)
    const result = check(rule.when, facts)
    if (!result.ok) problems.push(...result.errors.map((error) => ({ rule: rule.id, ...error })))
  }
  return problems
}

export type CompiledRules = {
  set: RuleSet
  /** One outcome a rule, in the set's order. Never throws: a rule that fails is an `error`. */
  evaluate(facts: CaseFacts): RuleOutcome[]
}

/**
 * A rule that does not compile, such as one that names a classifier which this build no longer has, is kept and fails at
 * every evaluation: `routeBy` then routes to be safe.
 */
export function compile(set: RuleSet, table: FactTable): CompiledRules {
  const env = envOf(table)
  const plans = set.rules.map((rule) => {
    if (!rule.enabled) return undefined
    const result = parseCondition(rule.when)
    if (!result.ok || typeErrors(rule.when, result.parsed, table).length > 0) return 'error' as const
    return plan(env, result.parsed)
  })
  return {
    set,
    evaluate(facts) {
      const bindings = bindingsOf(table, facts)
      return plans.map((evaluate) => {
        if (evaluate === undefined) return 'not_matched'
        if (evaluate === 'error') return 'error'
        try {
          const value = evaluate(bindings)
          if (value === true) return 'matched'
          return value === false ? 'not_matched' : 'error'
        } catch {
          return 'error'
        }
      })
    },
  }
}
