import type { ActModel } from './act-model'
import type { Reading } from './read'

/** Notes in each reading how likely each act is. @param withPhrases false: as if no phrase were known. */
export function judgeActs(readings: readonly Reading[], model: ActModel, withPhrases = true): void {
  for (const reading of readings) {
    const margins = model.margins(reading.view, withPhrases ? reading.codes : NOTHING)
    for (let act = 0; act < margins.length; act++) margins[act] = 1 / (1 + Math.exp(-margins[act]!))
    reading.acts = margins
  }
}

const NOTHING: readonly string[] = []
