import { type CaseFacts, factTable } from '#domain/facts'
import type { RuleSet } from '#domain/rule'
import { compile } from './engine'
import { type CaseRecord, caseFacts } from './facts'
import { routeCase } from './route'

export const SIMULATED_CASES = 1_000
const EXAMPLES = 20

export type SimulatedRouting = { priority: number; queue: string; dueMinutes: number; rules: string[] }
export type SimulatedChange = {
  caseId: string
  before: SimulatedRouting
  after: SimulatedRouting
  /** What moved, most telling first. */
  changed: ('queue' | 'priority' | 'due')[]
}
export type Simulation = {
  cases: number
  changed: number
  /** Cases whose queue, priority or due time moved; one case may count in all three. */
  queue: number
  sooner: number
  later: number
  due: number
  /** Cases in each queue before and after. */
  queues: Record<string, { before: number; after: number }>
  /** How many cases each rule of the draft matched, and on how many it failed to evaluate. */
  rules: Record<string, { matched: number; errors: number }>
  /** At most 20 changed cases, the largest changes of priority first. Ids only. */
  examples: SimulatedChange[]
}

/**
 * What a draft would do to cases that were routed already, against the set in force now. Both are evaluated on
 * the same stored facts, so that a change of the facts since does not look like one of the rules.
 */
export function simulate(
  records: readonly CaseRecord[],
  current: RuleSet,
  draft: RuleSet,
  classifiers: readonly { name: string; label: string }[],
): Simulation {
  const table = factTable(classifiers)
  const [before, after] = [compile(current, table), compile(draft, table)]
  const out: Simulation = {
    cases: 0,
    changed: 0,
    queue: 0,
    sooner: 0,
    later: 0,
    due: 0,
    queues: {},
    rules: Object.fromEntries(draft.rules.map((rule) => [rule.id, { matched: 0, errors: 0 }])),
    examples: [],
  }
  const changes: SimulatedChange[] = []
  for (const record of records) {
    if (record.reports.length === 0) continue
    const facts = caseFacts(record, classifiers)
    const [was, is] = [summary(before, facts), summary(after, facts)]
    out.cases++
    queueCount(out, was.queue).before++
    queueCount(out, is.queue).after++
    for (const [index, outcome] of after.evaluate(facts).entries()) {
      const counts = out.rules[draft.rules[index]!.id]!
      if (outcome === 'matched') counts.matched++
      if (outcome === 'error') counts.errors++
    }
    const changed: SimulatedChange['changed'] = []
    if (was.queue !== is.queue) changed.push('queue')
    if (was.priority !== is.priority) changed.push('priority')
    if (was.dueMinutes !== is.dueMinutes) changed.push('due')
    if (changed.length === 0) continue
    out.changed++
    if (changed.includes('queue')) out.queue++
    if (is.priority > was.priority) out.sooner++
    if (is.priority < was.priority) out.later++
    if (changed.includes('due')) out.due++
    changes.push({ caseId: record.id, before: was, after: is, changed })
  }
  const size = (change: SimulatedChange) => Math.abs(change.after.priority - change.before.priority)
  out.examples = changes.sort((a, b) => size(b) - size(a)).slice(0, EXAMPLES)
  return out
}

function queueCount(simulation: Simulation, queue: string) {
  simulation.queues[queue] ??= { before: 0, after: 0 }
  return simulation.queues[queue]
}

function summary(rules: ReturnType<typeof compile>, facts: CaseFacts): SimulatedRouting {
  const { priority, queue, dueMinutes, reasons } = routeCase(rules, facts)
  return { priority, queue, dueMinutes, rules: reasons.map((reason) => reason.rule) }
}
