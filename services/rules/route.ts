import type { CaseFacts } from '#domain/facts'
import { FAIL_SAFE, type Routing, type RuleSet, routeBy } from '#domain/rule'
import type { CompiledRules } from './engine'

/** Each further report on a conversation lifts its case by this much, up to `MAX_LIFT`. */
export const LIFT_PER_REPORT = 5
export const MAX_LIFT = 20

/** What holds when nothing was ever published or the published set cannot be read: a person looks at everything. */
export const NO_RULES: RuleSet = { rules: [], otherwise: FAIL_SAFE }

export function routeCase(rules: CompiledRules, facts: CaseFacts): Routing {
  const routing = routeBy(rules.set, facts.scored, rules.evaluate(facts))
  const lift = Math.min(MAX_LIFT, Math.max(0, facts.reports - 1) * LIFT_PER_REPORT)
  return { ...routing, priority: Math.min(100, routing.priority + lift) }
}
