import type { FactTable } from '#domain/facts'
import type { Query } from '#lib/query'
import { publishedRules } from './data'
import { type CompiledRules, compile } from './engine'
import { NO_RULES } from './route'

/** `version` 0: nothing was ever published, or what was cannot be read. */
export type RulesInForce = { version: number; rules: CompiledRules }

/**
 * The rule set in force, compiled once a version. Asked for again when `ttlMs` has passed, because another worker
 * may have applied the publication, and at once when this one did.
 */
export class PublishedRules {
  private readonly query: Query
  private readonly facts: FactTable
  private readonly ttlMs: number
  private current: RulesInForce | undefined
  private loading: Promise<RulesInForce> | undefined
  private freshUntil = 0

  constructor(query: Query, facts: FactTable, ttlMs = 1_000) {
    this.query = query
    this.facts = facts
    this.ttlMs = ttlMs
  }

  async get(): Promise<RulesInForce> {
    if (this.current && performance.now() < this.freshUntil) return this.current
    this.loading ??= this.load().finally(() => {
      this.loading = undefined
    })
    return this.loading
  }

  invalidate(): void {
    this.freshUntil = 0
  }

  private async load(): Promise<RulesInForce> {
    const row = await publishedRules(this.query)
    const version = row?.set ? row.version : 0
    if (this.current?.version !== version || version === 0)
      this.current = { version, rules: compile(row?.set ?? NO_RULES, this.facts) }
    this.freshUntil = performance.now() + this.ttlMs
    return this.current
  }
}
