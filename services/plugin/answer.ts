import { z } from 'zod'
import { bandOf } from '#domain/calibration'
import { type ClassifierConversation, EvidenceSpan, type Signal } from '#domain/signal'
import { PLUGIN_CODE, type SignalWords } from '#domain/signal-words'

/** Of the way of asking. What runs behind the address is not ours to name. */
export const PLUGIN_VERSION = 'http-1'

export type PluginQuestion = {
  v: 1
  messages: { id: string; author: string; text: string }[]
}

/**
 * All that a scorer is told: the messages in their order under numbers for ids and neutral names. No id of the
 * platform's, no time, no age, no region.
 */
export function questionOf({ messages }: ClassifierConversation): PluginQuestion {
  return { v: 1, messages: messages.map(({ author, text }, i) => ({ id: String(i), author, text })) }
}

export const PluginAnswer = z.object({
  score: z.number().min(0).max(1),
  messages: z
    .array(
      z.object({
        id: z.string().max(10),
        contribution: z.number().min(0).max(1).default(0),
        spans: z.array(EvidenceSpan).max(200).default([]),
      }),
    )
    .max(5_000)
    .default([]),
})
export type PluginAnswer = z.infer<typeof PluginAnswer>

/**
 * The answer as a signal on the conversation that was asked about. @returns undefined when it speaks of a message or a
 * place that there is not: an answer that is wrong once is not believed at all.
 *
 * @param codes of our own classifiers. Any other that comes back is `plugin`: it may be a word of the conversation.
 */
export function signalOf(
  answer: PluginAnswer,
  conversation: ClassifierConversation,
  plugin: { code: string; review: number; urgent: number },
  codes: SignalWords,
): Signal | undefined {
  const seen = new Set<string>()
  for (const { id, spans } of answer.messages) {
    const text = /^\d+$/.test(id) ? conversation.messages[Number(id)]?.text : undefined
    if (text === undefined || String(Number(id)) !== id || seen.has(id)) return undefined
    if (spans.some(({ start, end }) => start >= end || end > text.length)) return undefined
    seen.add(id)
  }
  return {
    classifier: signalName(plugin.code),
    version: PLUGIN_VERSION,
    status: 'ok',
    score: answer.score,
    band: bandOf(plugin, answer.score),
    perMessage: answer.messages.map(({ id, contribution, spans }) => ({
      id: conversation.messages[Number(id)]!.id,
      contribution,
      spans: spans.map(({ code, ...span }) => ({
        ...span,
        code: Object.hasOwn(codes, code) ? code : PLUGIN_CODE,
      })),
    })),
    stages: [],
  }
}

export function signalName(code: string): string {
  return `plugin.${code}`
}

/** A scorer that has no opinion, for whatever reason: a person looks. */
export function pluginUnavailable(code: string, reason: string): Signal {
  return {
    classifier: signalName(code),
    version: PLUGIN_VERSION,
    status: 'unavailable',
    score: null,
    band: null,
    perMessage: [],
    stages: [],
    unavailableReason: /^[a-z0-9_]{1,40}$/.test(reason) ? reason : 'failed',
  }
}
