import { type Rule, type RuleEffect, RuleSet } from '#domain/rule'

/** An admin's unpublished set, and the version that it started from. Held in the browser only. */
export type Draft = { base: number; set: RuleSet }

export const NEW_EFFECT: RuleEffect = { priority: 60, queue: 'general', dueMinutes: 24 * 60 }

/** An id that no other rule has. Ids never change afterwards: routing reasons and ledgers of old cases cite them. */
export function freeId(set: RuleSet, wish: string): string {
  const slug =
    wish
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 32)
      .replace(/-+$/, '') || 'rule'
  const taken = new Set([...set.rules.map((rule) => rule.id), 'otherwise', 'unscored'])
  if (!taken.has(slug)) return slug
  let n = 2
  while (taken.has(`${slug}-${n}`)) n++
  return `${slug}-${n}`
}

export function addRule(set: RuleSet, rule: Omit<Rule, 'id'>, at = set.rules.length): [RuleSet, string] {
  const id = freeId(set, rule.name)
  const rules = [...set.rules]
  rules.splice(at, 0, { ...rule, id })
  return [{ ...set, rules }, id]
}

export function duplicateRule(set: RuleSet, id: string): [RuleSet, string] {
  const at = set.rules.findIndex((rule) => rule.id === id)
  const rule = set.rules[at]
  if (!rule) return [set, id]
  return addRule(set, { ...rule, name: `${rule.name} (copy)`.slice(0, 80), enabled: false }, at + 1)
}

export function removeRule(set: RuleSet, id: string): RuleSet {
  return { ...set, rules: set.rules.filter((rule) => rule.id !== id) }
}

export function changeRule(set: RuleSet, id: string, change: Partial<Omit<Rule, 'id'>>): RuleSet {
  return { ...set, rules: set.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) }
}

/** @param by −1 up, 1 down; past either end nothing moves. */
export function moveRule(set: RuleSet, id: string, by: -1 | 1): RuleSet {
  const from = set.rules.findIndex((rule) => rule.id === id)
  const to = from + by
  if (from < 0 || to < 0 || to >= set.rules.length) return set
  const rules = [...set.rules]
  ;[rules[from], rules[to]] = [rules[to]!, rules[from]!]
  return { ...set, rules }
}

/**
 * Gives each rule that was never published an id from the name that it ended up with. Published ids stay: cases
 * that were routed by them name them.
 */
export function settleIds(set: RuleSet, published: RuleSet): RuleSet {
  const fixed = new Set(published.rules.map((rule) => rule.id))
  const settled: RuleSet = { ...set, rules: set.rules.filter((rule) => fixed.has(rule.id)) }
  const ids = new Map<string, string>()
  for (const rule of set.rules) {
    if (fixed.has(rule.id)) continue
    const id = freeId(settled, rule.name)
    settled.rules = [...settled.rules, { ...rule, id }]
    ids.set(rule.id, id)
  }
  return { ...set, rules: set.rules.map((rule) => ({ ...rule, id: ids.get(rule.id) ?? rule.id })) }
}

/** What the stored form forbids, by rule id (`otherwise` for the last line): shown beside the field. */
export function draftProblems(set: RuleSet): Map<string, string> {
  const problems = new Map<string, string>()
  const checked = RuleSet.safeParse(set)
  for (const issue of checked.error?.issues ?? []) {
    const [at, index, field, part] = issue.path
    const id = at === 'rules' && typeof index === 'number' ? set.rules[index]?.id : 'otherwise'
    const name = at === 'rules' ? (part ?? field) : index
    if (id && !problems.has(id)) problems.set(id, FIELD_WORDS[String(name)] ?? 'This rule is not complete.')
  }
  return problems
}

const FIELD_WORDS: Record<string, string> = {
  name: 'A rule needs a name of up to 80 characters.',
  when: 'A rule needs a condition of up to 2,000 characters.',
  priority: 'Priority is a whole number from 0 to 100.',
  dueMinutes: 'Due is between 5 minutes and 30 days.',
}
