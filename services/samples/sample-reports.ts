import type { Region } from '#domain/region'
import type { ReportSource } from '#domain/report'
import { playScenario, type SampleConversation, type SampleMessage } from './conversation'
import { createRandom, type Random } from './random'
import type { Scenario, Speaker } from './scenario'
import { GROOMING } from './scenarios/grooming'
import { HARASSMENT } from './scenarios/harassment'
import { ORDINARY } from './scenarios/ordinary'

export const SCENARIOS: readonly Scenario[] = [...HARASSMENT, ...GROOMING, ...ORDINARY]

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** How often a report is a further one on a conversation that was reported before. */
const JOINING = 0.12

const REGION_WEIGHTS: readonly (readonly [Region, number])[] = [
  ['EU', 8],
  ['UK', 4],
  ['US', 5],
  ['ROW', 3],
]
const SOURCES: readonly (readonly [ReportSource, number])[] = [
  ['user', 86],
  ['trusted_flagger', 5],
  ['article16', 4],
  ['proactive', 5],
]
const THEMES = [
  [HARASSMENT, 9],
  [GROOMING, 6],
  [ORDINARY, 7],
] as const

/** A report as `POST /api/v1/reports` takes it. */
export type SampleReport = Record<string, unknown> & { externalId: string }

/**
 * Invented reports, as many as asked for. The n-th of a seed is always the same but for its dates, which are
 * counted back from `nowMs`; so a longer run begins with the same reports as a shorter one.
 */
export function* sampleReports(count: number, seed: string, nowMs: number): Generator<SampleReport> {
  for (let index = 0; index < count; index++) yield sampleReport(seed, index, nowMs)
}

export function sampleReport(seed: string, index: number, nowMs: number): SampleReport {
  const random = createRandom(`report ${index} of ${seed}`)
  const earlier = index > 0 && random.chance(JOINING) ? random.int(Math.max(0, index - 40), index - 1) : index
  // The earlier report may itself join one before it; its number names the conversation all the same.
  const conversation = conversationOf(seed, earlier)
  const endedMs = nowMs - ageOf(seed, earlier)
  return compose(conversation, seed, index, index !== earlier, endedMs, nowMs, random)
}

function conversationOf(seed: string, index: number): SampleConversation {
  const random = createRandom(`conversation ${index} of ${seed}`)
  const scenario = random.pick(random.weighted(THEMES))
  const region = random.weighted(REGION_WEIGHTS)
  return playScenario(scenario, region, `s${seed}-${index}`, random)
}

/** How long ago the conversation's last message was: mostly hours, sometimes days. */
function ageOf(seed: string, index: number): number {
  const random = createRandom(`age ${index} of ${seed}`)
  return random.chance(0.7)
    ? random.int(30 * MINUTE_MS, 30 * 60 * MINUTE_MS)
    : random.int(DAY_MS, 10 * DAY_MS)
}

function compose(
  conversation: SampleConversation,
  seed: string,
  index: number,
  joins: boolean,
  endedMs: number,
  nowMs: number,
  random: Random,
): SampleReport {
  const { scenario, people } = conversation
  const iso = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString()
  const startedMs = endedMs - conversation.lengthMs
  const others = conversation.messages.map(({ sender }) => sender).filter((sender) => sender > 'B')
  const reporter = joins && others.length > 0 ? people[random.pick(others)] : people.A
  const messages = joins ? partOf(conversation.messages, random) : conversation.messages
  const note = random.chance(0.35) ? random.pick(scenario.notes) : ''
  const slots: Record<string, string> = { A: people.A.name, day: 'Saturday', town: 'Lindau' }
  const reportedMs = Math.min(nowMs - MINUTE_MS, endedMs + random.int(1, 90) * MINUTE_MS)
  return {
    externalId: `sample-${seed}-${index}`,
    region: conversation.region,
    source: scenario.sources ? random.pick(scenario.sources) : random.weighted(SOURCES),
    reason: random.pick(scenario.reasons),
    ...(note === '' ? {} : { note: note.replace(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? '') }),
    reportedAt: iso(reportedMs),
    reporter: { id: reporter.id, ageBand: reporter.ageBand },
    subject: { id: people.B.id, ageBand: people.B.ageBand },
    conversation: {
      id: `c-${conversation.id}`,
      kind: scenario.kind,
      messages: messages.map((message) => wire(message, startedMs, people, iso)),
    },
  }
}

/** What a second reporter sent in: a stretch of the same conversation, overlapping the first report. */
function partOf(messages: readonly SampleMessage[], random: Random): readonly SampleMessage[] {
  const from = random.int(0, Math.floor(messages.length / 3))
  const part = messages.slice(
    from,
    Math.max(from + 6, random.int(Math.ceil(messages.length / 2), messages.length)),
  )
  return part.some((message) => message.reported) ? part : messages
}

function wire(
  message: SampleMessage,
  startedMs: number,
  people: Record<Speaker, { id: string }>,
  iso: (ms: number) => string,
) {
  const { id, sender, afterMs, kind, text, mediaType, sizeBytes, reported } = message
  return {
    id,
    senderId: people[sender].id,
    sentAt: iso(startedMs + afterMs),
    ...(kind === 'text' ? {} : { kind }),
    ...(mediaType === undefined ? {} : { mediaType, sizeBytes }),
    ...(text === undefined ? {} : { text }),
    ...(reported ? { reported } : {}),
  }
}
