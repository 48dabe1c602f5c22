import type { RuleSet } from '#domain/rule'

/**
 * What a new installation routes by until its admins publish their own. Every rule errs towards a person looking
 * sooner; thresholds are the classifiers' bands, so that a recalibration moves them all.
 */
export const DEFAULT_RULES: RuleSet = {
  rules: [
    {
      id: 'grooming-urgent',
      name: 'Strong signs of grooming',
      when: 'groomingBand == "urgent"',
      effect: { priority: 95, queue: 'child-safety', dueMinutes: 60 },
      enabled: true,
    },
    {
      id: 'grooming-minor',
      name: 'Signs of grooming and a minor',
      when: 'groomingBand in ["review", "unavailable"] && minorInvolved',
      effect: { priority: 90, queue: 'child-safety', dueMinutes: 120 },
      enabled: true,
    },
    {
      id: 'reported-child-safety',
      name: 'Reported as a danger to a child',
      when: 'reason in ["grooming", "child_safety", "csae", "minor_safety"]',
      effect: { priority: 88, queue: 'child-safety', dueMinutes: 120 },
      enabled: true,
    },
    {
      id: 'adult-and-child',
      name: 'An adult reported by a child',
      when: 'reporterAge in ["under_13", "13_15"] && subjectAge == "adult"',
      effect: { priority: 80, queue: 'child-safety', dueMinutes: 240 },
      enabled: true,
    },
    {
      id: 'threat-or-self-harm',
      name: 'Reported as a threat or self-harm',
      when: 'reason in ["threat", "threats", "violence", "self_harm", "suicide"]',
      effect: { priority: 92, queue: 'urgent', dueMinutes: 60 },
      enabled: true,
    },
    {
      id: 'harassment-urgent',
      name: 'Strong harassment',
      when: 'harassmentBand == "urgent"',
      effect: { priority: 75, queue: 'harassment', dueMinutes: 480 },
      enabled: true,
    },
    {
      id: 'harassment-minor',
      name: 'Harassment that involves a minor',
      when: 'harassmentBand != "low" && minorInvolved',
      effect: { priority: 78, queue: 'harassment', dueMinutes: 240 },
      enabled: true,
    },
    {
      id: 'harassment-review',
      name: 'Signs of harassment',
      when: 'harassmentBand == "review"',
      effect: { priority: 55, queue: 'harassment', dueMinutes: 1_440 },
      enabled: true,
    },
    {
      id: 'reported-harassment',
      name: 'Reported as harassment or hate',
      when: 'reason in ["harassment", "bullying", "hate", "hate_speech", "doxxing"]',
      effect: { priority: 50, queue: 'harassment', dueMinutes: 1_440 },
      enabled: true,
    },
    {
      id: 'intimate-images',
      name: 'Intimate images without consent',
      when: 'source == "ncii"',
      effect: { priority: 85, queue: 'urgent', dueMinutes: 120 },
      enabled: true,
    },
    {
      id: 'trusted-flagger',
      name: 'From a trusted flagger',
      when: 'source == "trusted_flagger"',
      effect: { priority: 70, queue: 'general', dueMinutes: 480 },
      enabled: true,
    },
    {
      id: 'repeated',
      name: 'The account keeps being reported',
      when: 'subjectCases >= 3 || reports >= 3',
      effect: { priority: 65, queue: 'general', dueMinutes: 720 },
      enabled: true,
    },
  ],
  otherwise: { priority: 30, queue: 'general', dueMinutes: 2_880 },
}
