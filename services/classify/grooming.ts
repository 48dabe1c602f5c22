import type { Band, Classifier, ClassifierConversation, Signal } from '#domain/signal'
import { stageOf } from './grooming/cues'
import { FEATURES, featuresOf } from './grooming/features'
import { type Reading, readConversation } from './grooming/read'
import { countLanguage, judge, type LanguageCounts } from './language'
import { shippedModel } from './shipped-model'
import { unavailable } from './unavailable'
import file from './weights/grooming.json'

const VERSION = file.version
if (file.weights.length !== FEATURES.length)
  throw new RangeError('the grooming weights do not fit the features')

/**
 * The published stages of grooming as directed behaviour: each author is scored for what they ask and tell the others
 * to do; the conversation has the score of its worst author. It raises priority and sends to people; no rule may
 * enforce on it.
 */
export const grooming: Classifier = { name: 'grooming', version: VERSION, classify }

function classify(conversation: ClassifierConversation): Signal {
  const readings = readConversation(conversation, shippedModel.words)
  const { score, actor } = worstWindow(readings, conversation)
  if (score < file.thresholds.review && isForeign(conversation, readings))
    return unavailable('grooming', VERSION, 'language')
  const acting = readings.filter((r) => r.author === actor && r.stages.length > 0)
  return {
    classifier: 'grooming',
    version: VERSION,
    status: 'ok',
    score,
    band: bandOf(score),
    perMessage: acting.map((reading) => ({
      id: reading.id,
      contribution: score * Math.min(1, 0.4 + 0.2 * new Set(reading.stages.map((cue) => cue.code)).size),
      spans: reading.stages.slice(0, 200).map(({ start, end, code }) => ({ start, end, code })),
    })),
    stages: stagesOf(readings),
  }
}

/** Behaviour is dense for a while, not on average: long conversations are scored in overlapping windows. */
const WINDOW = 60
const STEP = 30

function worstWindow(readings: readonly Reading[], conversation: ClassifierConversation) {
  let score = 0
  let actor: string | undefined
  for (let from = 0; from < readings.length; from += STEP) {
    const window = readings.slice(from, from + WINDOW)
    const acting = new Set(
      window.filter((reading) => reading.stages.length > 0).map((reading) => reading.author),
    )
    for (const author of acting) {
      const value = scoreOf(featuresOf(window, author, conversation))
      if (value > score) {
        score = value
        actor = author
      }
    }
    if (from + WINDOW >= readings.length) break
  }
  return { score, actor }
}

function scoreOf(features: Float64Array): number {
  let margin = file.bias
  for (let i = 0; i < features.length; i++) margin += features[i]! * file.weights[i]!
  return 1 / (1 + Math.exp(-margin))
}

function stagesOf(readings: readonly Reading[]): Signal['stages'] {
  const stages = new Map<string, { stage: string; author: string; messageIds: string[] }>()
  for (const { id, author, stages: cues } of readings)
    for (const code of new Set(cues.map((cue) => stageOf(cue.code)))) {
      const key = `${code}\n${author}`
      const entry = stages.get(key) ?? { stage: code, author, messageIds: [] }
      entry.messageIds.push(id)
      stages.set(key, entry)
    }
  return [...stages.values()]
}

function isForeign(conversation: ClassifierConversation, readings: readonly Reading[]): boolean {
  const total: LanguageCounts = { words: 0, known: 0, foreign: 0, otherScript: 0 }
  let judged = 0
  let foreign = 0
  readings.forEach(({ tokens }, i) => {
    const counts = countLanguage(conversation.messages[i]!.text, tokens, isKnown)
    for (const key of ['words', 'known', 'foreign', 'otherScript'] as const) total[key] += counts[key]
    const tongue = judge(counts)
    if (tongue !== 'undecided') judged++
    if (tongue === 'foreign') foreign++
  })
  return judge(total) === 'foreign' || (judged > 0 && foreign / judged >= 0.25)
}

function isKnown(word: string): boolean {
  return shippedModel.words.common.get(word) > 0 || shippedModel.words.abuse.get(word) > 0
}

function bandOf(score: number): Band {
  return score >= file.thresholds.urgent ? 'urgent' : score >= file.thresholds.review ? 'review' : 'low'
}
