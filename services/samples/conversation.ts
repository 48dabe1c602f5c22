import type { Region } from '#domain/region'
import type { AgeBand } from '#domain/signal'
import { expand } from './expand'
import type { Random } from './random'
import { parseScript, type Scenario, type Speaker, type Step } from './scenario'
import { drawVoice, speak, type Voice } from './voice'
import { FIRST_NAMES, type Locale, SLOTS, SMALL_TALK } from './words'

const SPEAKERS: readonly Speaker[] = ['A', 'B', 'C', 'D', 'E']
const MAX_MESSAGES = 60
const MINUTE_MS = 60_000

export type Person = { id: string; name: string; ageBand: AgeBand }
export type SampleMessage = {
  id: string
  sender: Speaker
  /** Milliseconds after the conversation's first message. */
  afterMs: number
  kind: 'text' | 'media' | 'deleted' | 'system'
  text?: string
  mediaType?: string
  sizeBytes?: number
  reported: boolean
}
export type SampleConversation = {
  id: string
  region: Region
  scenario: Scenario
  people: Record<Speaker, Person>
  messages: SampleMessage[]
  /** From the first message to the last. */
  lengthMs: number
}

const LOCALES: Record<Region, readonly (readonly [Locale, number])[]> = {
  EU: [
    ['de', 4],
    ['fr', 4],
    ['es', 4],
    ['pl', 3],
    ['pt', 2],
    ['tr', 1],
    ['ar', 1],
    ['en', 1],
  ],
  UK: [
    ['en', 8],
    ['hi', 2],
    ['pl', 1],
    ['ar', 1],
  ],
  US: [
    ['en', 7],
    ['es', 3],
    ['hi', 1],
    ['ja', 1],
  ],
  ROW: [
    ['ja', 3],
    ['hi', 3],
    ['ar', 3],
    ['tr', 3],
    ['pt', 3],
    ['en', 2],
  ],
}

/** A script played once: who takes part, what is said and when, all drawn from `random`. */
export function playScenario(
  scenario: Scenario,
  region: Region,
  id: string,
  random: Random,
): SampleConversation {
  const home = random.weighted(LOCALES[region])
  const people = castPeople(scenario, home, id, random)
  const voices = new Map<Speaker, Voice>()
  for (const speaker of SPEAKERS)
    voices.set(speaker, drawVoice(random, localeOf(people[speaker].name) ?? home, people[speaker].ageBand))
  const fill = fillSlots(people, random)
  const steps = parseScript(scenario.lines)
  const present = SPEAKERS.filter((speaker) =>
    steps.some((step) => 'speaker' in step && step.speaker === speaker),
  )
  const messages: SampleMessage[] = []
  let afterMs = 0
  const add = (sender: Speaker, rest: Omit<SampleMessage, 'id' | 'sender' | 'afterMs'>) => {
    if (messages.length > 0) afterMs += random.int(4_000, random.chance(0.2) ? 8 * MINUTE_MS : MINUTE_MS)
    messages.push({ id: `${id}-${messages.length + 1}`, sender, afterMs, ...rest })
  }
  const say = (speaker: Speaker, text: string, reported = false) => {
    for (const part of speak(expand(text, random, fill), voices.get(speaker)!, random))
      add(speaker, { kind: 'text', text: part, reported })
  }
  const unsaid = random.shuffle(SMALL_TALK)
  const smallTalk = (lines: number) => {
    for (let n = 0; n < lines; n += 2) {
      const exchange = unsaid.pop()
      if (!exchange) return
      const [one, two] = random.shuffle(present)
      say(one!, exchange[0])
      say(two!, exchange[1])
    }
  }
  const play = (step: Step): void => {
    if ('optional' in step && step.optional && random.chance(0.5)) return
    if (step.step === 'say') say(step.speaker, step.text, step.reported && random.chance(0.75))
    else if (step.step === 'small-talk')
      smallTalk(random.int(step.low, step.high) * (random.chance(0.2) ? 3 : 1))
    else if (step.step === 'pause') afterMs += random.int(40, 20 * 60) * MINUTE_MS
    else if (step.step === 'deleted') add(step.speaker, { kind: 'deleted', reported: false })
    else if (step.step === 'system')
      add('A', { kind: 'system', text: expand(step.text, random, fill), reported: false })
    else
      add(step.speaker, {
        kind: 'media',
        mediaType: step.mediaType,
        sizeBytes: random.int(12_000, 4_000_000),
        reported: false,
      })
  }
  // Strangers do not begin with what they had for dinner.
  const acquainted = steps.some((step) => step.step === 'small-talk')
  if (acquainted && random.chance(0.4)) smallTalk(random.int(2, 10))
  for (const step of steps) play(step)
  if (scenario.theme === 'ordinary' && acquainted && random.chance(0.3)) smallTalk(random.int(2, 6))
  const kept = messages.slice(0, MAX_MESSAGES)
  markOne(kept, scenario)
  return { id, region, scenario, people, messages: kept, lengthMs: kept.at(-1)!.afterMs }
}

function castPeople(scenario: Scenario, home: Locale, id: string, random: Random): Record<Speaker, Person> {
  const names = random.shuffle([...FIRST_NAMES[home], ...random.shuffle(FIRST_NAMES.en).slice(0, 3)])
  const age = (speaker: Speaker): AgeBand =>
    random.pick(speaker === 'B' ? scenario.ages.subject : scenario.ages.reporter)
  const person = (speaker: Speaker, i: number): Person => ({
    id: `u-${id}-${speaker.toLowerCase()}`,
    name: names[i]!,
    ageBand: age(speaker),
  })
  return Object.fromEntries(SPEAKERS.map((speaker, i) => [speaker, person(speaker, i)])) as Record<
    Speaker,
    Person
  >
}

function localeOf(name: string): Locale | undefined {
  return (Object.keys(FIRST_NAMES) as Locale[]).find((locale) =>
    (FIRST_NAMES[locale] as readonly string[]).includes(name),
  )
}

function fillSlots(people: Record<Speaker, Person>, random: Random): (name: string) => string {
  const filled = new Map<string, string>()
  return (name) => {
    const person = people[name as Speaker]
    if (person) return person.name
    const known = filled.get(name)
    if (known !== undefined) return known
    const choices = SLOTS[name]
    if (!choices) throw new RangeError(`a slot that is not known: ${name}`)
    const value = random.pick(choices)
    filled.set(name, value)
    return value
  }
}

/** A report marks at least one message: the first that the script meant, else the last that was written. */
function markOne(messages: SampleMessage[], scenario: Scenario): void {
  if (messages.some((message) => message.reported)) return
  const written = messages.filter((message) => message.kind === 'text' && message.sender === 'B')
  const chosen = scenario.theme === 'ordinary' ? written[0] : written.at(-1)
  ;(chosen ?? messages[0]!).reported = true
}
