import type { ClassifierConversation } from '#domain/signal'
import type { Reading } from './read'

/** What the classifier knows of an age: the platform's band, or what the person said. */
export type Age = 'minor' | 'adult' | 'unknown'

/** Of everyone who wrote or takes part: a child who was written to but never answered is a participant only. */
export function agesOf(
  readings: readonly Reading[],
  participants: ClassifierConversation['participants'],
): Map<string, Age> {
  const ages = new Map<string, Age>()
  for (const { author, others } of readings) {
    if (others.has('minor_self')) ages.set(author, 'minor')
    else if (others.has('adult_self') && ages.get(author) !== 'minor') ages.set(author, 'adult')
    else if (!ages.has(author)) ages.set(author, 'unknown')
  }
  for (const [author, { ageBand }] of Object.entries(participants)) {
    if (ageBand !== 'unknown') ages.set(author, ageBand === 'adult' ? 'adult' : 'minor')
    else if (!ages.has(author)) ages.set(author, 'unknown')
  }
  return ages
}

export type AgesAround = { actor: Age; someMinor: boolean; allAdult: boolean }

/** The actor's age and what is known of everybody else. */
export function agesAround(ages: ReadonlyMap<string, Age>, actor: string): AgesAround {
  let minors = 0
  let adults = 0
  let all = 0
  for (const [author, age] of ages) {
    if (author === actor) continue
    all++
    if (age === 'minor') minors++
    if (age === 'adult') adults++
  }
  return { actor: ages.get(actor) ?? 'unknown', someMinor: minors > 0, allAdult: all > 0 && adults === all }
}

/** Who may be harming whom: two children are another matter than a grown-up and a child. */
export type Path = 'adult_to_minor' | 'between_minors' | 'ages_unknown'

export function pathOf({ actor, someMinor }: AgesAround): Path {
  if (actor === 'minor' && someMinor) return 'between_minors'
  return actor === 'adult' && someMinor ? 'adult_to_minor' : 'ages_unknown'
}
