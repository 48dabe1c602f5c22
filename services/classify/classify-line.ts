import { z } from 'zod'
import type { Classifier } from '#domain/classifier'
import { AgeBand, type ClassifierConversation, type Signal } from '#domain/signal'
import { LONGEST_LINE, TOO_LONG } from './json-lines'
import { CLASSIFIERS } from './registry'
import { classifyAlone } from './score'

const NO_TIME = 'Invalid input: expected milliseconds since 1970 or an ISO 8601 date'
/** UTF-16 code units; intake takes a quarter of it. */
const LONGEST_MESSAGE = 65_536
const Line = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  messages: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).nullish(),
        author: z.string(),
        text: z.string().max(LONGEST_MESSAGE),
        t: z.union([z.number(), z.string().refine(isDate, NO_TIME)], NO_TIME).nullish(),
      }),
    )
    .max(5_000),
  participants: z.record(z.string(), z.looseObject({ ageBand: AgeBand.nullish() })).nullish(),
})

/** One line of `npm run classify`: each classifier, with messages named by their index. */
export function classifyLine(line: string | typeof TOO_LONG, number: number): unknown {
  if (line === TOO_LONG) return { line: number, error: `longer than ${LONGEST_LINE} characters` }
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { line: number, error: 'not JSON' }
  }
  const parsed = Line.safeParse(value)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    // The path and the rule, never a value, nor the name that a participant goes by.
    const place = path.map((part, i) => (i === 1 && path[0] === 'participants' ? '*' : part))
    return { line: number, ...idOf(value), error: `${place.join('.') || 'line'}: ${message}` }
  }
  const { id, messages, participants } = parsed.data
  const times = timesOf(messages)
  const conversation: ClassifierConversation = {
    messages: messages.map((message, index) => ({
      id: String(index),
      author: message.author,
      text: message.text,
      at: times[index]!,
      reported: false,
    })),
    participants: Object.fromEntries(
      Object.entries(participants ?? {}).map(([author, about]) => [
        author,
        { ageBand: about.ageBand ?? 'unknown' },
      ]),
    ),
  }
  return {
    ...(id === undefined || id === null ? { line: number } : { id }),
    ...Object.fromEntries(
      CLASSIFIERS.map((one) => [one.name, answerOf(one, classifyAlone(one, conversation))]),
    ),
  }
}

/** The identifier of a conversation that could not be read, where it has one. */
function idOf(value: unknown): { id?: string | number } {
  const id = Line.shape.id.safeParse((value as { id?: unknown } | null)?.id).data
  return id === undefined || id === null ? {} : { id }
}

/** What was done by whom, and where a classifier's evidence is messages, those too; all by their index. */
function answerOf({ evidence }: Classifier, signal: Signal) {
  const { version, score, band, unavailableReason } = signal
  const reason = unavailableReason ? { unavailableReason } : {}
  const messages = signal.perMessage.map(({ id, contribution, spans, unavailableReason }) => ({
    index: Number(id),
    // A message that could not be read has no score, rather than a low one.
    score: unavailableReason ? null : contribution,
    spans,
    ...(unavailableReason ? { unavailableReason } : {}),
  }))
  const stages = signal.stages.map(({ stage, author, target, messageIds }) => ({
    stage,
    author,
    ...(target === undefined ? {} : { target }),
    indices: messageIds.map(Number),
  }))
  return { version, score, band, ...reason, ...(evidence === 'messages' ? { messages } : {}), stages }
}

/** Milliseconds since 1970; a message without a time comes a minute after the one before it. */
function timesOf(messages: readonly { t?: number | string | null }[]): number[] {
  const times: number[] = []
  for (const { t } of messages)
    times.push(t === null || t === undefined ? (times.at(-1) ?? -MINUTE) + MINUTE : timeOf(t))
  return times
}
const MINUTE = 60_000

/** As milliseconds, numbers from 10^9 to 10^11 are dates of 1970 to 1973: they are seconds. */
function timeOf(t: number | string): number {
  if (typeof t === 'string') return Date.parse(t)
  return t >= 1e9 && t < 1e11 ? t * 1000 : t
}

function isDate(t: string): boolean {
  return /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(t) && !Number.isNaN(Date.parse(t))
}
