import type { ActionCode, PolicyCode } from '#domain/decision'
import type { ClassifierName } from '#domain/signal'

export type Label = 0 | 1

/**
 * What a decision says about a classifier's question. A decision cites one policy: one that lies near the classifier's
 * own does not say that the other was kept, so it teaches nothing (null).
 */
const LABELS: Record<ClassifierName, Record<PolicyCode, Label | null>> = {
  harassment: {
    none: 0,
    harassment: 1,
    threat: 1,
    hate: 1,
    sexual_harassment: 1,
    self_harm: 1,
    doxxing: 1,
    grooming: null,
    scam: 0,
    spam: 0,
  },
  grooming: {
    none: 0,
    harassment: 0,
    threat: null,
    hate: 0,
    sexual_harassment: null,
    self_harm: null,
    doxxing: 0,
    grooming: 1,
    scam: 0,
    spam: 0,
  },
}

/** @returns null when the decision says nothing on the classifier's question. */
export function labelOf(classifier: ClassifierName, policy: string, action: string): Label | null {
  // Whoever hands a case to child safety wants such cases seen, whatever else it broke.
  if (classifier === 'grooming' && action === ('escalate' satisfies ActionCode)) return 1
  return LABELS[classifier][policy as PolicyCode] ?? null
}
