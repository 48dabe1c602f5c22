import { ACTS, type Act } from './acts'
import type { AgesAround } from './ages'
import { STAGES } from './cues'
import type { Reading } from './read'

/** What one author does towards the others, as numbers. The order is part of the weights file. */
export const FEATURES = [
  ...STAGES,
  'distinct_stages',
  'harm_top',
  'harm_mean',
  'harm_last',
  'secrecy_with_request',
  'risk_with_request',
  'pressure_after_refusal',
  'in_order',
  'asks_more',
  'one_sided',
  'reopens',
  'adult_to_minor',
  'unknown_to_minor',
  'others_adult',
  'both_minors',
  'unknown_ages',
  'open',
  'open_less_secrecy',
  'ok',
  'edu',
  'rep',
  'phrase_open',
  'phrase_family',
  'phrase_teaching',
  'phrase_celebration',
  'phrase_group',
  'others_alike',
  'own_messages',
  'harm_sum',
  'met_top',
  'met_sum',
] as const

/** Of fewer messages of one author there is no course: one alone must not count as its top, its mean and its end. */
const COURSE_FROM = 3

const index = new Map<string, number>(ACTS.map((act, i) => [act, i]))
const of = (reading: Reading, act: Act) => reading.acts[index.get(act)!]!
const REQUESTS: readonly Act[] = ['image_request', 'meeting', 'moving_platform', 'gifts_money']
/** Roughly how a course runs, where it has one (O'Connell 2003): earlier before later. */
const COURSE: readonly Act[] = [
  'age_probing',
  'trust_flattery',
  'risk_assessment',
  'isolation_secrecy',
  'image_request',
  'meeting',
  'pressure',
]

export function featuresOf(readings: readonly Reading[], actor: string, ages: AgesAround): Float64Array {
  const own = readings.filter((reading) => reading.author === actor)
  const others = readings.filter((reading) => reading.author !== actor)
  const top = (act: Act, among = own) => among.reduce((most, reading) => Math.max(most, of(reading, act)), 0)
  const stages = STAGES.map((stage) => top(stage))
  const requests = Math.max(...REQUESTS.map((act) => top(act)))
  const harm = own.map((reading) => of(reading, 'harm')).sort((a, b) => b - a)
  const said = (code: string) => saturate(own.filter((reading) => reading.others.has(code)).length)
  const { actor: actorAge, someMinor, allAdult } = ages
  const secrecy = top('isolation_secrecy')
  const open = top('open')
  return Float64Array.from([
    ...stages,
    stages.reduce((sum, p) => sum + p, 0) / 4,
    harm[0] ?? 0,
    harm.slice(0, COURSE_FROM).reduce((sum, p) => sum + p, 0) / COURSE_FROM,
    own.length ? of(own.at(-1)!, 'harm') * Math.min(1, own.length / COURSE_FROM) : 0,
    secrecy * requests,
    top('risk_assessment') * requests,
    afterRefusal(readings, actor),
    inOrder(own),
    share(own, (reading) => reading.asks) - share(others, (reading) => reading.asks),
    oneSided(readings, actor),
    reopens(readings, actor),
    actorAge === 'adult' && someMinor ? 1 : 0,
    actorAge === 'unknown' && someMinor ? 1 : 0,
    allAdult ? 1 : 0,
    actorAge === 'minor' && someMinor ? 1 : 0,
    !someMinor && !allAdult ? 1 : 0,
    open,
    Math.max(0, open - secrecy),
    top('ok'),
    top('edu'),
    top('rep'),
    said('open_to_parents'),
    said('own_family'),
    said('teaching'),
    said('celebration'),
    said('group_activity'),
    Math.max(0, ...others.map((reading) => of(reading, 'harm'))),
    Math.log2(1 + own.length) / 4,
    together(own, 'harm'),
    top('met', others),
    together(others, 'met'),
  ])
}

/** What all messages say together: the sum of their log odds, each within ±3, as a mean of independent ones. */
function together(readings: readonly Reading[], act: Act): number {
  let sum = 0
  for (const reading of readings) {
    const p = of(reading, act)
    sum += Math.max(-3, Math.min(3, Math.log((p + 1e-4) / (1 - p + 1e-4))))
  }
  return sum / Math.sqrt(Math.max(1, readings.length)) / 3
}

function share(readings: readonly Reading[], keep: (reading: Reading) => boolean): number {
  return readings.length === 0 ? 0 : readings.filter(keep).length / readings.length
}

/** 0, ½, ¾ …: the first sight of something says most. */
function saturate(count: number): number {
  return 1 - 0.5 ** count
}

/** Of the pairs of stages that the actor went through, the share that came in the usual order, weighed by how clear. */
function inOrder(own: readonly Reading[]): number {
  const peaks = COURSE.map((act) => {
    let at = -1
    let most = 0.4
    own.forEach((reading, position) => {
      if (of(reading, act) > most) {
        most = of(reading, act)
        at = position
      }
    })
    return at
  })
  let forwards = 0
  for (let i = 0; i < peaks.length; i++)
    for (let j = i + 1; j < peaks.length; j++) if (peaks[i]! >= 0 && peaks[j]! > peaks[i]!) forwards++
  return Math.min(1, forwards / 6)
}

/** The longest run of messages without an answer: 0 up to two, then towards 1. */
function oneSided(readings: readonly Reading[], actor: string): number {
  let run = 0
  let longest = 0
  for (const { author } of readings) {
    run = author === actor ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return saturate(Math.max(0, longest - 2) / 2)
}

const PAUSE_MS = 6 * 3_600_000

/** Of the pauses of hours or more, the share that the actor ended; it counts for more the more there were. */
function reopens(readings: readonly Reading[], actor: string): number {
  let pauses = 0
  let ended = 0
  for (let i = 1; i < readings.length; i++) {
    if (readings[i]!.at - readings[i - 1]!.at < PAUSE_MS) continue
    pauses++
    if (readings[i]!.author === actor) ended++
  }
  return pauses === 0 ? 0 : (ended / pauses) * saturate(pauses)
}

/** How strongly the actor asks again, or presses, soon after the other side has declined. */
function afterRefusal(readings: readonly Reading[], actor: string): number {
  let refusedAt = -1
  let most = 0
  readings.forEach((reading, position) => {
    if (reading.author !== actor) {
      if (of(reading, 'ref') > 0.5 || reading.others.has('refusal')) refusedAt = position
    } else if (refusedAt >= 0 && position - refusedAt <= 3) {
      const insists = Math.max(...PRESSING.map((act) => of(reading, act)))
      most = Math.max(most, insists * (1 - of(reading, 'ok')))
    }
  })
  return most
}

const PRESSING: readonly Act[] = ['pressure', 'image_request', 'isolation_secrecy', 'gifts_money']
