import type { FactTable } from '#domain/facts'
import type { RuleSet } from '#domain/rule'
import type { RuleVersionRow, RuleVersionStatus } from './data'
import { conditionInWords } from './words'

/** A version as the page lists it: who and when, without the rules. */
export type RuleVersionView = {
  version: number
  status: RuleVersionStatus
  createdBy: string | null
  createdAt: string
  publishedAt: string | null
  ledgerIndex: number | null
  restores: number | null
  /** Undefined when the stored set cannot be read. */
  rules: number | undefined
}

/** A set with each of its conditions in words, by rule id. */
export type RuleSetView = { version: number; set: RuleSet; words: Record<string, string> }

export function versionView(row: RuleVersionRow, names: Record<string, string>): RuleVersionView {
  return {
    version: row.version,
    status: row.status,
    createdBy: row.createdBy === null ? null : (names[row.createdBy] ?? null),
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    ledgerIndex: row.ledgerIndex,
    restores: row.restores,
    rules: row.set?.rules.length,
  }
}

export function setView(version: number, set: RuleSet, facts: FactTable): RuleSetView {
  return {
    version,
    set,
    words: Object.fromEntries(set.rules.map((rule) => [rule.id, conditionInWords(rule.when, facts)])),
  }
}
