import type { AgeBand, ClassifierConversation } from '#domain/signal'
import { STAGES } from './cues'
import type { Reading } from './read'

/** What one author does towards the others, as numbers. The order is part of the weights file. */
export const FEATURES = [
  ...STAGES,
  'distinct_stages',
  'secrecy_with_request',
  'risk_with_secrecy',
  'pressure_after_refusal',
  'approach_after_trust',
  'late_stages',
  'initiative',
  'adult_to_minor',
  'both_adults',
  'both_minors',
  'open_to_parents',
  'teaching',
  'celebration',
  'group_activity',
  'spoken_about',
] as const

/** What the classifier knows of an age: the platform's band, or what the person said. */
type Age = 'minor' | 'adult' | 'unknown'

export function featuresOf(
  readings: readonly Reading[],
  actor: string,
  conversation: ClassifierConversation,
): Float64Array {
  const own = readings.filter((r) => r.author === actor)
  const counts = new Map<string, number>()
  const firstAt = new Map<string, number>()
  let spokenAbout = 0
  readings.forEach((reading, position) => {
    if (reading.author !== actor) return
    spokenAbout += reading.spokenAbout
    for (const code of new Set(reading.stages.map((s) => s.code))) {
      counts.set(code, (counts.get(code) ?? 0) + 1)
      if (!firstAt.has(code)) firstAt.set(code, position)
    }
  })
  const has = (code: string) => counts.has(code)
  const saturated = (n: number) => 1 - 0.5 ** n
  const other = (code: string) => own.filter((r) => r.others.has(code)).length
  const requests = ['image_request', 'meeting', 'moving_platform', 'gifts_money'].filter(has).length
  const ages = [...new Set(readings.map((r) => r.author))].map((author) => ({
    author,
    age: ageOf(author, readings, conversation),
  }))
  const actorAge = ages.find((a) => a.author === actor)?.age ?? 'unknown'
  const others = ages.filter((a) => a.author !== actor).map((a) => a.age)
  const someMinor = others.includes('minor')
  const allAdult = others.length > 0 && others.every((age) => age === 'adult')
  const trust = firstAt.get('trust_flattery') ?? firstAt.get('age_probing')
  const approach = Math.min(
    ...['image_request', 'meeting', 'isolation_secrecy'].map(
      (s) => firstAt.get(s) ?? Number.POSITIVE_INFINITY,
    ),
  )
  const ownQuestions = own.filter((r) => r.asks).length
  const otherQuestions = readings.filter((r) => r.author !== actor && r.asks).length
  const values: number[] = [
    ...STAGES.map((stage) => saturated(counts.get(stage) ?? 0)),
    Math.min(counts.size, 6) / 6,
    has('isolation_secrecy') ? Math.min(requests, 3) / 3 : 0,
    has('risk_assessment') && has('isolation_secrecy') ? 1 : 0,
    afterRefusal(readings, actor),
    trust !== undefined && approach > trust && approach !== Number.POSITIVE_INFINITY ? 1 : 0,
    ['image_request', 'meeting', 'pressure'].filter(has).length / 3,
    ownQuestions + otherQuestions === 0 ? 0 : ownQuestions / (ownQuestions + otherQuestions + 1) - 0.4,
    actorAge === 'adult' && someMinor ? 1 : actorAge === 'unknown' && someMinor ? 0.4 : 0,
    actorAge === 'adult' && allAdult ? 1 : 0,
    actorAge === 'minor' && someMinor ? 1 : 0,
    saturated(other('open_to_parents')),
    saturated(other('teaching')),
    saturated(other('celebration')),
    saturated(other('group_activity')),
    saturated(spokenAbout),
  ]
  return Float64Array.from(values)
}

/** How often the actor asks again for what the other side has just refused, saturating. */
function afterRefusal(readings: readonly Reading[], actor: string): number {
  let refusedAt = -1
  let repeated = 0
  readings.forEach((reading, position) => {
    if (reading.author !== actor) {
      if (reading.others.has('refusal')) refusedAt = position
    } else if (refusedAt >= 0 && position - refusedAt <= 4) {
      if (
        reading.stages.some(
          (s) => s.code === 'pressure' || s.code === 'image_request' || s.code === 'meeting',
        )
      )
        repeated++
    }
  })
  return 1 - 0.5 ** repeated
}

function ageOf(author: string, readings: readonly Reading[], conversation: ClassifierConversation): Age {
  const band: AgeBand = conversation.participants[author]?.ageBand ?? 'unknown'
  if (band === 'adult') return 'adult'
  if (band !== 'unknown') return 'minor'
  const own = readings.filter((r) => r.author === author)
  if (own.some((r) => r.others.has('minor_self'))) return 'minor'
  return own.some((r) => r.others.has('adult_self')) ? 'adult' : 'unknown'
}
