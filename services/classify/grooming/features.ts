import type { AgeBand, ClassifierConversation } from '#domain/signal'
import { STAGES, stageOf } from './cues'
import type { Reading } from './read'

/** What one author does towards the others, as numbers. The order is part of the weights file. */
export const FEATURES = [
  ...STAGES,
  ...STAGES.map((stage) => `${stage}.strong`),
  ...STAGES.map((stage) => `${stage}.soft`),
  'distinct_stages',
  'distinct_strong',
  'distinct_soft',
  'soft_secrecy_with_request',
  'secrecy_with_request',
  'risk_with_request',
  'pressure_after_refusal',
  'adult_to_minor',
  'unknown_to_minor',
  'both_adults',
  'both_minors',
  'open_to_parents',
  'own_family',
  'teaching',
  'celebration',
  'group_activity',
  'spoken_about',
  'own_messages',
] as const

/** What the classifier knows of an age: the platform's band, or what the person said. */
type Age = 'minor' | 'adult' | 'unknown'
const REQUESTS = ['image_request', 'meeting', 'moving_platform', 'gifts_money']

export function featuresOf(
  readings: readonly Reading[],
  actor: string,
  conversation: ClassifierConversation,
): Float64Array {
  const own = readings.filter((reading) => reading.author === actor)
  const counts = new Map<string, number>()
  let spokenAbout = 0
  for (const reading of own) {
    spokenAbout += reading.spokenAbout
    for (const code of new Set(reading.stages.map((cue) => cue.code)))
      counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const strong = [...counts.keys()].filter((code) => code.endsWith('.strong'))
  const soft = [...counts.keys()].filter((code) => code.endsWith('.soft'))
  const softRequests = REQUESTS.filter((stage) => counts.has(`${stage}.soft`) || counts.has(stage)).length
  const stages = new Set([...counts.keys()].filter((code) => !code.endsWith('.soft')).map(stageOf))
  const requests = REQUESTS.filter((stage) => stages.has(stage)).length
  const said = (code: string) => saturate(own.filter((reading) => reading.others.has(code)).length)
  const { actorAge, someMinor, allAdult } = agesAround(readings, actor, conversation)
  return Float64Array.from([
    ...STAGES.map((stage) => saturate(counts.get(stage) ?? 0)),
    ...STAGES.map((stage) => saturate(counts.get(`${stage}.strong`) ?? 0)),
    ...STAGES.map((stage) => saturate(counts.get(`${stage}.soft`) ?? 0)),
    Math.min(stages.size, 6) / 6,
    Math.min(strong.length, 5) / 5,
    Math.min(soft.length, 6) / 6,
    counts.has('isolation_secrecy.soft') ? Math.min(softRequests, 2) / 2 : 0,
    counts.has('isolation_secrecy.strong') ? Math.min(requests, 2) / 2 : 0,
    counts.has('risk_assessment.strong') || counts.has('risk_assessment') ? Math.min(requests, 2) / 2 : 0,
    afterRefusal(readings, actor),
    actorAge === 'adult' && someMinor ? 1 : 0,
    actorAge === 'unknown' && someMinor ? 1 : 0,
    actorAge === 'adult' && allAdult ? 1 : 0,
    actorAge === 'minor' && someMinor ? 1 : 0,
    said('open_to_parents'),
    said('own_family'),
    said('teaching'),
    said('celebration'),
    said('group_activity'),
    saturate(spokenAbout),
    Math.log2(1 + own.length) / 4,
  ])
}

/** 0, ½, ¾ …: the first sight of something says most. */
function saturate(count: number): number {
  return 1 - 0.5 ** count
}

/** How often the actor asks again, or presses, soon after the other side has refused. */
function afterRefusal(readings: readonly Reading[], actor: string): number {
  let refusedAt = -1
  let repeated = 0
  readings.forEach((reading, position) => {
    if (reading.author !== actor) {
      if (reading.others.has('refusal')) refusedAt = position
    } else if (refusedAt >= 0 && position - refusedAt <= 3) {
      if (reading.stages.some(({ code }) => PRESSING.has(stageOf(code)))) repeated++
    }
  })
  return saturate(repeated)
}

const PRESSING = new Set(['pressure', 'image_request', 'meeting', 'isolation_secrecy', 'gifts_money'])

function agesAround(readings: readonly Reading[], actor: string, conversation: ClassifierConversation) {
  const authors = new Set(readings.map((reading) => reading.author))
  // A child who was written to but never answered is among the participants only.
  for (const author of Object.keys(conversation.participants)) authors.add(author)
  authors.delete(actor)
  const others = [...authors].map((author) => ageOf(author, readings, conversation))
  return {
    actorAge: ageOf(actor, readings, conversation),
    someMinor: others.includes('minor'),
    allAdult: others.length > 0 && others.every((age) => age === 'adult'),
  }
}

function ageOf(author: string, readings: readonly Reading[], conversation: ClassifierConversation): Age {
  const band: AgeBand = conversation.participants[author]?.ageBand ?? 'unknown'
  if (band === 'adult') return 'adult'
  if (band !== 'unknown') return 'minor'
  const own = readings.filter((reading) => reading.author === author)
  if (own.some((reading) => reading.others.has('minor_self'))) return 'minor'
  return own.some((reading) => reading.others.has('adult_self')) ? 'adult' : 'unknown'
}
