import type { ClassifierWords } from '#domain/classifier'
import type { CaseStage } from '#domain/review-case'
import { QUEUES, type QueueId } from '#domain/rule'

/** Codes as people say them. An unknown code is shown as it is, with spaces. */
export function plain(code: string): string {
  const text = code.replaceAll(/[_.-]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function queueName(id: string): string {
  return QUEUES[id as QueueId]?.name ?? plain(id)
}

const AGE_BANDS: Record<string, string> = {
  under_13: 'under 13',
  '13_15': '13–15',
  '16_17': '16–17',
  adult: 'adult',
  unknown: 'age unknown',
}
export function ageBand(code: string): string {
  return AGE_BANDS[code] ?? plain(code)
}

export const STAGE_WORDS: Record<CaseStage, string> = {
  sealed: 'Arriving',
  classified: 'Being routed',
  routed: 'Waiting',
  claimed: 'Claimed',
  decided: 'Decided',
  acted: 'Platform told',
  closed: 'Closed',
}

/** A classifier as pages write it. Old rows may name one that this build no longer has. */
export function classifierName(registry: readonly ClassifierWords[], name: string): string {
  return registry.find((one) => one.name === name)?.label ?? plain(name)
}
