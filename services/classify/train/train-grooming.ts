import { createHash } from 'node:crypto'
import type { ClassifierConversation } from '#domain/signal'
import { STAGES } from '../grooming/cues'
import { FEATURES, featuresOf } from '../grooming/features'
import { readConversation } from '../grooming/read'
import type { Words } from '../text/repair'
import { foldOf, ORDINARY_CHAT, type Row } from './corpora'
import { type AuthoredConversation, withoutAges } from './grooming-conversations'
import { seededRandom } from './logistic'
import { upperQuantile } from './metrics'

export type GroomingFile = {
  version: string
  bias: number
  weights: number[]
  thresholds: { review: number; urgent: number }
}
type Example = { features: Float64Array; label: number; weight: number }

/** What the literature lets one expect before any example: strong cues weigh, ordinary ones count against. */
const EXPECTED: Record<string, number> = {
  distinct_stages: 1.2,
  distinct_strong: 2,
  distinct_soft: 1,
  soft_secrecy_with_request: 0.8,
  secrecy_with_request: 1.2,
  risk_with_request: 0.8,
  pressure_after_refusal: 1,
  adult_to_minor: 0.8,
  unknown_to_minor: 0.4,
  both_adults: -2.5,
  both_minors: -0.4,
  open_to_parents: -2.2,
  own_family: -1.5,
  teaching: -2.5,
  celebration: -1.2,
  group_activity: -1,
  spoken_about: -1.2,
  own_messages: -1,
}
const EXPECTED_STAGE = 0.4
const EXPECTED_STRONG = 1.6
const EXPECTED_SOFT = 0.6
const EXPECTED_BIAS = -4
/** How firmly the expectation holds against the examples. */
const FIRMNESS = 0.6

export function expectation(): number[] {
  return FEATURES.map((name) => {
    const stage = STAGES.some((s) => s === name)
    return (
      EXPECTED[name] ?? (stage ? EXPECTED_STAGE : name.endsWith('.soft') ? EXPECTED_SOFT : EXPECTED_STRONG)
    )
  })
}

/** Logistic regression by gradient descent with a Gaussian prior around `expectation`. Deterministic. */
export function fitGrooming(examples: readonly Example[]): { bias: number; weights: number[] } {
  const expected = expectation()
  const weights = [...expected]
  // A cue of grooming never lowers the score and an ordinary one never raises it: what people are shown as the
  // reason must be one.
  const signs = expected.map(Math.sign)
  let bias = EXPECTED_BIAS
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  for (let round = 0; round < 1_000; round++) {
    const gradient = new Float64Array(weights.length)
    let gradientBias = 0
    for (const { features, label, weight } of examples) {
      let margin = bias
      for (let i = 0; i < features.length; i++) margin += features[i]! * weights[i]!
      const error = weight * (1 / (1 + Math.exp(-margin)) - label)
      gradientBias += error
      for (let i = 0; i < features.length; i++) gradient[i]! += error * features[i]!
    }
    const rate = 8 / total
    bias -= rate * gradientBias
    for (let i = 0; i < weights.length; i++) {
      weights[i]! -= rate * (gradient[i]! + FIRMNESS * (weights[i]! - expected[i]!))
      if (weights[i]! * signs[i]! < 0) weights[i] = 0
    }
  }
  return { bias, weights }
}

/** Each conversation with and without ages, and with lines left out; the risky author is A by convention. */
export function examplesOf(conversations: readonly AuthoredConversation[], words: Words): Example[] {
  const random = seededRandom(5)
  const out: Example[] = []
  for (const original of conversations) {
    const versions = [
      original,
      withoutAges(original),
      thinned(original, random),
      withoutAges(thinned(original, random)),
    ]
    versions.forEach((version, i) => {
      out.push(...exampleOf(version.conversation, version.risky, words, i < 2 ? 0.4 : 0.2))
      // The phrases were written by whoever wrote these conversations; the next person will put it otherwise.
      for (const drop of UNKNOWN_PHRASES)
        out.push(
          ...exampleOf(version.conversation, version.risky, words, i < 2 ? 0.4 : 0.2, () => random() < drop),
        )
    })
  }
  return out
}

/** Shares of phrase cues that are overlooked in copies of each conversation. */
const UNKNOWN_PHRASES = [0.6, 0.9]

function exampleOf(
  conversation: ClassifierConversation,
  risky: boolean,
  words: Words,
  weight: number,
  overlook: () => boolean = () => false,
): Example[] {
  const readings = readConversation(conversation, words).map((reading) => ({
    ...reading,
    stages: reading.stages.filter((cue) => cue.code.endsWith('.soft') || !overlook()),
  }))
  const authors = [...new Set(readings.map((reading) => reading.author))]
  return authors
    .filter((author) => readings.some((reading) => reading.author === author && reading.stages.length > 0))
    .map((author) => ({
      features: featuresOf(readings, author, conversation),
      label: risky && author === 'A' ? 1 : 0,
      weight: author === 'A' ? weight : weight / 2,
    }))
}

function thinned(original: AuthoredConversation, random: () => number): AuthoredConversation {
  const messages = original.conversation.messages.filter(() => random() >= 0.2)
  return { ...original, conversation: { ...original.conversation, messages } }
}

/** Twenty messages at a time of people who chat; every other window between an adult and a child. */
export function ordinaryWindows(
  rows: readonly Row[],
  fold: 'train' | 'heldout',
  limit: number,
): ClassifierConversation[] {
  const out: ClassifierConversation[] = []
  for (const source of ORDINARY_CHAT) {
    const own = rows.filter((row) => row.source === source && foldOf(row) === fold)
    for (let from = 0, n = 0; from + 20 <= own.length && n < limit / ORDINARY_CHAT.length; from += 20, n++) {
      out.push({
        messages: own.slice(from, from + 20).map((row, i) => ({
          id: String(i),
          author: i % 2 ? 'B' : 'A',
          text: row.text,
          at: i * 60_000,
          reported: false,
        })),
        participants: n % 2 ? { A: { ageBand: 'adult' }, B: { ageBand: '13_15' } } : {},
      })
    }
  }
  return out
}

export function trainGrooming(
  conversations: readonly AuthoredConversation[],
  rows: readonly Row[],
  words: Words,
): GroomingFile {
  const windows = ordinaryWindows(rows, 'train', 3_000)
  const chat = windows.flatMap((window) => exampleOf(window, false, words, 0.08))
  const fitted = fitGrooming([...examplesOf(conversations, words), ...chat])
  // The review threshold: at most 5 % of the contrast conversations, each scored by weights that never saw its
  // scenario; and in any case no more than one ordinary window in a thousand.
  const contrast = crossValidated(conversations, chat, words)
    .filter(({ risky }) => !risky)
    .map(({ score }) => score)
  const ordinary = windows.map((window) => worst(window, fitted, words))
  const review = Math.max(upperQuantile(contrast, 0.05), upperQuantile(ordinary, 0.001), 0.2) + 1e-6
  const urgent = Math.max(0.85, review, ...contrast.filter((_, i) => i === 0), upperQuantile(contrast, 0.015))
  const body = {
    bias: round(fitted.bias),
    weights: fitted.weights.map(round),
    thresholds: { review: round(review), urgent: round(urgent) },
  }
  return {
    version: `1.${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12)}`,
    ...body,
  }
}

/** Each scenario scored by weights fitted on the others. */
export function crossValidated(
  conversations: readonly AuthoredConversation[],
  chat: readonly Example[],
  words: Words,
  folds = 10,
) {
  const scenarios = [...new Set(conversations.map((c) => c.scenario))].sort()
  const out: { scenario: string; risky: boolean; score: number; unforeseen: number }[] = []
  for (let k = 0; k < folds; k++) {
    const held = new Set(scenarios.filter((_, i) => i % folds === k))
    const rest = conversations.filter((c) => !held.has(c.scenario))
    const fitted = fitGrooming([...examplesOf(rest, words), ...chat])
    for (const { scenario, risky, conversation } of conversations) {
      if (!held.has(scenario)) continue
      const score = worst(conversation, fitted, words)
      out.push({ scenario, risky, score, unforeseen: worst(conversation, fitted, words, () => true) })
    }
  }
  return out
}

function worst(
  conversation: ClassifierConversation,
  model: { bias: number; weights: number[] },
  words: Words,
  overlook?: () => boolean,
): number {
  let best = 0
  for (const { features } of exampleOf(conversation, false, words, 1, overlook)) {
    let margin = model.bias
    for (let i = 0; i < features.length; i++) margin += features[i]! * model.weights[i]!
    best = Math.max(best, 1 / (1 + Math.exp(-margin)))
  }
  return best
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
