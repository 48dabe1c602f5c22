import { z } from 'zod'

/** Queues that rules may name. Editing queues comes with the moderator's desk. */
export const QUEUES = {
  'child-safety': { name: 'Child safety', hint: 'Possible grooming and anything with a minor at risk' },
  urgent: { name: 'Urgent', hint: 'Threats and self-harm: a person may be in danger' },
  harassment: { name: 'Harassment', hint: 'Insults, pile-on, hate' },
  general: { name: 'General', hint: 'Everything else' },
} as const
export const QueueId = z.enum(Object.keys(QUEUES) as [keyof typeof QUEUES])
export type QueueId = keyof typeof QUEUES

/** What a rule does to a case that matches. Priority: 0 to 100, higher is sooner. */
export const RuleEffect = z.strictObject({
  priority: z.int().min(0).max(100),
  queue: QueueId,
  dueMinutes: z
    .int()
    .min(5)
    .max(60 * 24 * 30),
})
export type RuleEffect = z.infer<typeof RuleEffect>

export const Rule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(80),
  /** CEL over the facts of domain/facts.ts; the stored form. */
  when: z.string().min(1).max(2_000),
  effect: RuleEffect,
  enabled: z.boolean(),
})
export type Rule = z.infer<typeof Rule>

/** `otherwise` holds for a case that no rule matches, so that every case has a queue and a due time. */
export const RuleSet = z.strictObject({ rules: z.array(Rule).max(200), otherwise: RuleEffect })
export type RuleSet = z.infer<typeof RuleSet>

export type RuleOutcome = 'matched' | 'not_matched' | 'error'
export type RoutingReason = { rule: string; outcome: 'matched' | 'error' | 'default' | 'unscored' }
export type Routing = RuleEffect & { reasons: RoutingReason[] }

/** Where a case goes when something could not be computed: a person looks within the hour. */
export const FAIL_SAFE: RuleEffect = { priority: 80, queue: 'general', dueMinutes: 60 }

/**
 * Folds the rules' outcomes into one routing: the highest priority wins and brings its queue; the due time is
 * the soonest of all that matched. A rule that fails to evaluate, or a classifier that was unavailable, routes
 * at least as urgently as `FAIL_SAFE`: a failure never reads as safe.
 */
export function routeBy(set: RuleSet, scored: boolean, outcomes: RuleOutcome[]): Routing {
  const applied: { effect: RuleEffect; reason: RoutingReason }[] = []
  for (const [index, rule] of set.rules.entries()) {
    if (!rule.enabled) continue
    const outcome = outcomes[index]
    if (outcome === 'matched') applied.push({ effect: rule.effect, reason: { rule: rule.id, outcome } })
    if (outcome === 'error') {
      const effect = rule.effect.priority > FAIL_SAFE.priority ? rule.effect : FAIL_SAFE
      applied.push({ effect, reason: { rule: rule.id, outcome } })
    }
  }
  if (applied.length === 0)
    applied.push({ effect: set.otherwise, reason: { rule: 'otherwise', outcome: 'default' } })
  if (!scored) applied.push({ effect: FAIL_SAFE, reason: { rule: 'unscored', outcome: 'unscored' } })
  const lead = applied.reduce((best, next) => (next.effect.priority > best.effect.priority ? next : best))
  return {
    priority: lead.effect.priority,
    queue: lead.effect.queue,
    dueMinutes: Math.min(...applied.map((a) => a.effect.dueMinutes)),
    reasons: applied.map((a) => a.reason),
  }
}
