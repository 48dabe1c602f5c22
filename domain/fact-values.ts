import { REGIONS } from './region'
import { ConversationKind, REPORT_SOURCES } from './report'
import type { FactName } from './rule'
import { AGE_BANDS, BANDS } from './signal'

/** Bands as rules see them: a classifier that did not answer has one of its own. */
export const FACT_BANDS = [...BANDS, 'unavailable'] as const

/** Facts whose values are a closed list. A comparison with anything else can never hold. */
export const FACT_VALUES: Partial<Record<FactName, readonly string[]>> = {
  source: REPORT_SOURCES,
  region: REGIONS,
  kind: ConversationKind.options,
  reporterAge: AGE_BANDS,
  subjectAge: AGE_BANDS,
  harassmentBand: FACT_BANDS,
  groomingBand: FACT_BANDS,
  pluginBand: ['none', ...FACT_BANDS],
}
