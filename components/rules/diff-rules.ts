import type { Rule, RuleEffect, RuleSet } from '#domain/rule'

export type FieldChange = { field: 'name' | 'when' | 'effect' | 'enabled'; before: string; after: string }
export type RuleChange =
  | { type: 'added'; rule: Rule }
  | { type: 'removed'; rule: Rule }
  | { type: 'changed'; rule: Rule; fields: FieldChange[] }
  | { type: 'moved'; rule: Rule; from: number; to: number }
  | { type: 'otherwise'; before: RuleEffect; after: RuleEffect }

/**
 * What a set changes against another, rule by rule. Rules are the same when their ids are. Order breaks ties
 * between equal priorities, so a rule that overtook another one that stayed is a change of its own.
 */
export function diffRules(
  before: RuleSet,
  after: RuleSet,
  words: (effect: RuleEffect) => string,
): RuleChange[] {
  const changes: RuleChange[] = []
  const old = new Map(before.rules.map((rule) => [rule.id, rule]))
  const kept = new Set(after.rules.map((rule) => rule.id))
  for (const rule of after.rules) {
    const was = old.get(rule.id)
    if (!was) {
      changes.push({ type: 'added', rule })
      continue
    }
    const fields: FieldChange[] = []
    if (was.name !== rule.name) fields.push({ field: 'name', before: was.name, after: rule.name })
    if (was.when !== rule.when) fields.push({ field: 'when', before: was.when, after: rule.when })
    if (words(was.effect) !== words(rule.effect))
      fields.push({ field: 'effect', before: words(was.effect), after: words(rule.effect) })
    if (was.enabled !== rule.enabled)
      fields.push({ field: 'enabled', before: onOff(was.enabled), after: onOff(rule.enabled) })
    if (fields.length > 0) changes.push({ type: 'changed', rule, fields })
  }
  for (const rule of before.rules) if (!kept.has(rule.id)) changes.push({ type: 'removed', rule })
  const oldOrder = before.rules.filter((rule) => kept.has(rule.id)).map((rule) => rule.id)
  const newOrder = after.rules.filter((rule) => old.has(rule.id)).map((rule) => rule.id)
  for (const [to, id] of newOrder.entries()) {
    const from = oldOrder.indexOf(id)
    if (from > to)
      changes.push({ type: 'moved', rule: after.rules.find((rule) => rule.id === id)!, from, to })
  }
  if (words(before.otherwise) !== words(after.otherwise))
    changes.push({ type: 'otherwise', before: before.otherwise, after: after.otherwise })
  return changes
}

function onOff(enabled: boolean): string {
  return enabled ? 'on' : 'off'
}
