import type { Signal } from '#domain/signal'

/** The signal of a classifier that has no opinion: never a low score, so that a person looks. */
export function unavailable(classifier: string, version: string, reason: string): Signal {
  return {
    classifier,
    version,
    status: 'unavailable',
    score: null,
    band: null,
    perMessage: [],
    stages: [],
    unavailableReason: reason,
  }
}
