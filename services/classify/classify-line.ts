import { z } from 'zod'
import type { Classifier } from '#domain/classifier'
import { AgeBand, type ClassifierConversation, type Signal } from '#domain/signal'
import { CLASSIFIERS } from './registry'
import { classifyAlone } from './score'

const Line = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  messages: z
    .array(
      z.object({
        id: z.string().optional(),
        author: z.string(),
        text: z.string(),
        /** Milliseconds since 1970, or an ISO 8601 date. */
        t: z.union([z.number(), z.string()]).nullish(),
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
    return { line: number, error: `${issue.path.join('.') || 'line'}: ${issue.code}` }
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
    ...(id === undefined ? { line: number } : { id }),
    ...Object.fromEntries(
      CLASSIFIERS.map((one) => [one.name, answerOf(one, classifyAlone(one, conversation))]),
    ),
  }
}

/** A classifier's messages or stages, whichever its evidence is, with messages by their index. */
function answerOf({ evidence }: Classifier, signal: Signal) {
  const { score, band, unavailableReason } = signal
  const head = { score, band, ...(unavailableReason ? { unavailableReason } : {}) }
  if (evidence === 'stages')
    return {
      ...head,
      stages: signal.stages.map(({ stage, author, messageIds }) => ({
        stage,
        author,
        indices: messageIds.map(Number),
      })),
    }
  return {
    ...head,
    messages: signal.perMessage.map(({ id, contribution, spans, unavailableReason }) => ({
      index: Number(id),
      // A message that could not be read has no score, rather than a low one.
      score: unavailableReason ? null : contribution,
      spans,
      ...(unavailableReason ? { unavailableReason } : {}),
    })),
  }
}

function timeOf(t: number | string | null | undefined, index: number): number {
  const at = typeof t === 'string' ? Date.parse(t) : t
  return at === null || at === undefined || Number.isNaN(at) ? index * 60_000 : at
}
