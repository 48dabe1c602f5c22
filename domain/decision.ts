import { z } from 'zod'

/** The policy taxonomy that decisions cite. Editing it comes with policy tables; codes never change meaning. */
export const POLICIES = {
  none: { name: 'No violation', hint: 'Nothing here breaks a policy' },
  harassment: { name: 'Harassment', hint: 'Insults, pile-on, persistent unwanted contact' },
  threat: { name: 'Threat', hint: 'Threatens violence or other harm' },
  hate: { name: 'Hate', hint: 'Attacks people for who they are' },
  grooming: { name: 'Child grooming', hint: 'Builds trust with a child in order to exploit' },
  sexual_harassment: { name: 'Sexual harassment', hint: 'Unwanted sexual approach' },
  self_harm: { name: 'Self-harm encouragement', hint: 'Urges someone to hurt themselves' },
  doxxing: { name: 'Doxxing', hint: 'Publishes or threatens to publish private details' },
  scam: { name: 'Scam', hint: 'Deceives for money or access' },
  spam: { name: 'Spam', hint: 'Bulk or automated unwanted messages' },
} as const
export const PolicyCode = z.enum(Object.keys(POLICIES) as [keyof typeof POLICIES])
export type PolicyCode = keyof typeof POLICIES

export const ACTIONS = {
  no_action: { name: 'No action', hint: 'Close without a consequence' },
  warn: { name: 'Warn', hint: 'The platform sends a warning' },
  restrict: { name: 'Restrict messages', hint: 'The account cannot start conversations' },
  suspend: { name: 'Suspend 7 days', hint: 'The account is suspended for a week' },
  ban: { name: 'Ban', hint: 'The account is closed' },
  escalate: { name: 'Escalate to child safety', hint: 'A specialist and the law take over' },
} as const
export const ActionCode = z.enum(Object.keys(ACTIONS) as [keyof typeof ACTIONS])
export type ActionCode = keyof typeof ACTIONS

/** A consequence needs a violation. The contrary may be right: a violation that has been dealt with already. */
export function decisionProblem(policy: PolicyCode, action: ActionCode): string | undefined {
  if (policy === 'none' && action !== 'no_action') return 'An action needs a policy that was broken.'
  return undefined
}

/** What the platform receives; Standard Webhooks `type` and `data`. The reporter never appears in it. */
export const DecisionEvent = z.strictObject({
  type: z.literal('case.decided'),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    caseId: z.uuid(),
    decisionId: z.uuid(),
    region: z.string(),
    conversationId: z.string(),
    subjectId: z.string(),
    reports: z.array(z.strictObject({ reportId: z.uuid(), externalId: z.string() })),
    policy: z.string(),
    action: z.string(),
    decidedAt: z.iso.datetime(),
  }),
})
export type DecisionEvent = z.infer<typeof DecisionEvent>
