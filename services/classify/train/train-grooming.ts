import { createHash } from 'node:crypto'
import type { ClassifierConversation } from '#domain/signal'
import { ActModel, type ActModelFile } from '../grooming/act-model'
import { agesAround, agesOf } from '../grooming/ages'
import { featuresOf } from '../grooming/features'
import { judgeActs } from '../grooming/judge'
import { type Reading, readConversation } from '../grooming/read'
import { type ConversationWeights, scoreWindows } from '../grooming/windows'
import type { Words } from '../text/repair'
import type { WordTable } from '../text/word-table'
import { type Example, fitConversation } from './fit-conversation'
import { type AuthoredConversation, withoutAges } from './grooming-conversations'
import { fitPlatt } from './logistic'
import { upperQuantile } from './metrics'
import { type ActExample, actExamples, fitActs } from './train-acts'

export type GroomingFile = {
  version: string
  acts: ActModelFile
  conversation: ConversationWeights
  thresholds: { review: number; urgent: number }
  /** Between minors. */
  minorThresholds: { review: number; urgent: number }
}

/** The actor of a risky conversation is A by convention; everybody else is ordinary. */
function examplesOf(
  readings: readonly Reading[],
  { risky, conversation }: AuthoredConversation,
  weight: number,
): Example[] {
  const ages = agesOf(readings, conversation.participants)
  return [...new Set(readings.map((reading) => reading.author))].map((author) => ({
    features: featuresOf(readings, author, agesAround(ages, author)),
    label: risky && author === 'A' ? 1 : 0,
    weight: author === 'A' ? weight : weight / 2,
  }))
}

/**
 * Every conversation as examples, its acts judged by weights that never saw its author's set: with and without ages,
 * with and without phrases, since the next person will put it otherwise.
 */
export function crossFitted(
  conversations: readonly AuthoredConversation[],
  others: readonly ActExample[],
  windows: readonly ClassifierConversation[],
  words: Words,
): Map<AuthoredConversation, Example[]> {
  const out = new Map<AuthoredConversation, Example[]>()
  for (const held of folds(conversations)) {
    const seen = conversations.filter((conversation) => !held.includes(conversation))
    const model = new ActModel(fitActs([...actExamples(seen, words), ...others]))
    held.forEach((conversation, i) => {
      out.set(conversation, versions(conversation, windows[i % windows.length]!, model, words))
    })
  }
  return out
}

function versions(
  original: AuthoredConversation,
  chat: ClassifierConversation,
  model: ActModel,
  words: Words,
): Example[] {
  const readings = readConversation(original.conversation, words)
  const around = readConversation(afterChat(original, chat), words)
  return [true, false].flatMap((withPhrases) => {
    judgeActs(readings, model, withPhrases)
    judgeActs(around, model, withPhrases)
    return [
      ...examplesOf(readings, original, WITH_AGES),
      ...examplesOf(readings, withoutAges(original), WITHOUT_AGES),
      ...examplesOf(around, original, WITHOUT_AGES),
    ]
  })
}

/** The conversation after small talk of the same people, so that length says nothing. */
function afterChat(
  { conversation }: AuthoredConversation,
  chat: ClassifierConversation,
): ClassifierConversation {
  const authors = Object.keys(conversation.participants)
  const before = chat.messages.map((message, i) => ({
    ...message,
    author: authors[i % Math.min(2, authors.length)]!,
  }))
  return { ...conversation, messages: [...before, ...conversation.messages] }
}
const WITH_AGES = 0.6
const WITHOUT_AGES = 0.4
const VERSIONS = 6
const FOLDS = 6

/** Whole sets stay together: what one author wrote tells the rest of it apart more easily than strangers would. */
function folds(conversations: readonly AuthoredConversation[]): AuthoredConversation[][] {
  const sets = [...new Set(conversations.map((c) => c.set))].sort()
  return Array.from({ length: FOLDS }, (_, k) => {
    const held = new Set(sets.filter((_, i) => i % FOLDS === k))
    return conversations.filter((c) => held.has(c.set))
  })
}

/**
 * @param conversations everything that may be learned from.
 * @param others single messages, for their acts.
 * @param windows ordinary conversations.
 */
export function trainGrooming(
  conversations: readonly AuthoredConversation[],
  others: readonly ActExample[],
  windows: readonly ClassifierConversation[],
  words: Tables,
): GroomingFile {
  const acts = fitActs([...actExamples(conversations, words), ...others])
  const model = new ActModel(acts)
  const ordinary = windows.map((conversation) => {
    const readings = readConversation(conversation, words)
    judgeActs(readings, model)
    return { readings, ages: agesOf(readings, conversation.participants), conversation }
  })
  const chat = ordinary.flatMap(({ readings, conversation }) => chatExamples(readings, conversation))
  const examples = crossFitted(conversations, others, windows, words)
  const fitted = fitConversation([...[...examples.values()].flat(), ...chat])
  const held = heldOut(conversations, examples, chat)
  const platt = fitPlatt(
    held.map((h) => h.margins[0]!),
    held.map((h) => h.label),
  )
  const conversation = {
    bias: round(fitted.bias),
    weights: fitted.weights.map(round),
    platt: { a: round(platt.a), b: round(platt.b) },
  }
  const chatScores = ordinary.map(({ readings, ages }) =>
    Math.max(...scoreWindows(readings, ages, conversation).map(({ score }) => score)),
  )
  const limits = (minors: boolean) => {
    const contrast = held
      .filter((h) => !h.label && h.minors === minors)
      .map(({ margins }) => 1 / (1 + Math.exp(-(platt.a * margins[0]! + platt.b))))
    const review =
      Math.max(upperQuantile(contrast, REVIEW_SHARE), upperQuantile(chatScores, REVIEW_CHAT)) + 1e-4
    const urgent =
      Math.max(upperQuantile(contrast, URGENT_SHARE), upperQuantile(chatScores, URGENT_CHAT)) + 1e-4
    return { review: round(review), urgent: round(Math.max(review, urgent)) }
  }
  const body = { acts, conversation, thresholds: limits(false), minorThresholds: limits(true) }
  return {
    version: versionOf(body, words),
    ...body,
  }
}
const CHAT = 0.08

type Tables = Words & Readonly<Record<'common' | 'abuse', Pick<WordTable, 'pack'>>>

/** Of the weights and of the tables of words that text is read with. */
export function versionOf(body: Omit<GroomingFile, 'version'>, words: Tables): string {
  const digest = createHash('sha256').update(JSON.stringify(body))
  for (const table of [words.common, words.abuse]) digest.update(table.pack())
  return `2.${digest.digest('hex').slice(0, 12)}`
}

export function chatExamples(readings: readonly Reading[], conversation: ClassifierConversation): Example[] {
  return examplesOf(readings, { id: '', scenario: '', set: '', kind: '', risky: false, conversation }, CHAT)
}

export type Held = { margins: number[]; label: number; minors: boolean }

/** Each conversation scored by weights that never saw its set, in each of its versions. */
export function heldOut(
  conversations: readonly AuthoredConversation[],
  examples: ReadonlyMap<AuthoredConversation, Example[]>,
  chat: readonly Example[],
): Held[] {
  return folds(conversations).flatMap((fold) => {
    const rest = conversations.filter((c) => !fold.includes(c)).flatMap((c) => examples.get(c)!)
    const { bias, weights } = fitConversation([...rest, ...chat])
    return fold.map((conversation) => {
      const all = examples
        .get(conversation)!
        .map(({ features }) => features.reduce((sum, x, i) => sum + x * weights[i]!, bias))
      const authors = all.length / VERSIONS
      const margins = Array.from({ length: VERSIONS }, (_, v) =>
        Math.max(...all.slice(v * authors, (v + 1) * authors)),
      )
      const bands = Object.values(conversation.conversation.participants).map(({ ageBand }) => ageBand)
      const minors = bands.length > 1 && bands.every((band) => band !== 'adult' && band !== 'unknown')
      return { margins, label: conversation.risky ? 1 : 0, minors }
    })
  })
}
/** Shares of the contrast conversations above each threshold. */
const REVIEW_SHARE = 0.05
const URGENT_SHARE = 0.015
/** Shares of ordinary chat above each; what is not above a limit of pairs may still be above this one. */
const REVIEW_CHAT = 0.0005
const URGENT_CHAT = 0.0003

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
