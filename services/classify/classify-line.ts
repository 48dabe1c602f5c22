import { z } from 'zod'
import type { Classifier } from '#domain/classifier'
import { AgeBand, type ClassifierConversation, type Signal } from '#domain/signal'
import { CLASSIFIERS } from './registry'
import { classifyAlone } from './score'

const NO_TIME = 'Invalid input: expected milliseconds since 1970 or an ISO 8601 date'
const Line = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  messages: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).nullish(),
        author: z.string(),
        text: z.string(),
        t: z
          .union([z.number(), z.string().refine((t) => !Number.isNaN(Date.parse(t)), NO_TIME)], NO_TIME)
          .nullish(),
      }),
    )
    .max(5_000),
  participants: z.record(z.string(), z.looseObject({ ageBand: AgeBand.nullish() })).nullish(),
})

/** One line of `npm run classify`: each classifier, with messages named by their index. */
export function classifyLine(line: string, number: number): unknown {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { line: number, error: 'not JSON' }
  }
  const parsed = Line.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    // The path and the rule, never the value.
    return { line: number, error: `${issue.path.join('.') || 'line'}: ${issue.message}` }
  }
  const { id, messages, participants } = parsed.data
  const conversation: ClassifierConversation = {
    messages: messages.map((message, index) => ({
      id: String(index),
      author: message.author,
      text: message.text,
      at: timeOf(message.t, index),
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

/** What was done by whom, and where a classifier's evidence is messages, those too; all by their index. */
function answerOf({ evidence }: Classifier, signal: Signal) {
  const { score, band, unavailableReason } = signal
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
  return { score, band, ...reason, ...(evidence === 'messages' ? { messages } : {}), stages }
}

/** Milliseconds since 1970. A number that would be the first days of 1970 is in seconds; no time at all, a minute each. */
function timeOf(t: number | string | null | undefined, index: number): number {
  if (t === null || t === undefined) return index * 60_000
  if (typeof t === 'string') return Date.parse(t)
  return t >= 1e9 && t < 1e11 ? t * 1000 : t
}
