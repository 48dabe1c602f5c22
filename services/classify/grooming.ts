import type { Classifier } from '#domain/classifier'
import type { Band, ClassifierConversation, Signal } from '#domain/signal'
import { ActModel } from './grooming/act-model'
import { agesOf } from './grooming/ages'
import { evidenceOf } from './grooming/evidence'
import { judgeActs } from './grooming/judge'
import { type Reading, readConversation } from './grooming/read'
import { alarms, scoreWindows, type WindowScore } from './grooming/windows'
import { countLanguage, judge, type LanguageCounts } from './language'
import { versionOf } from './revision'
import { shippedModel } from './shipped-model'
import { unavailable } from './unavailable'
import file from './weights/grooming.json'

const VERSION = versionOf('grooming', file.version)
const acts = new ActModel(file.acts)

/**
 * The published stages of grooming as directed behaviour: each author is scored for what they ask and tell the others
 * to do, and the conversation has the score of its worst author in its worst stretch. `urgent` needs most of several
 * stretches in a row. Between minors the thresholds are their own and the stage `between_minors` says so. The score
 * raises priority and sends to people; no rule may enforce on it.
 */
export const grooming: Classifier = {
  name: 'grooming',
  label: 'Grooming',
  version: VERSION,
  classify,
  evidence: 'stages',
  codes: {
    age_probing: 'asking about age',
    trust_flattery: 'flattery and trust',
    risk_assessment: 'checking who is near',
    isolation_secrecy: 'secrecy and isolation',
    moving_platform: 'moving to another app',
    gifts_money: 'gifts or money',
    image_request: 'asking for pictures',
    meeting: 'arranging to meet',
    pressure: 'pressure',
    between_minors: 'between minors',
  },
  policies: {
    none: 0,
    harassment: 0,
    threat: null,
    hate: 0,
    sexual_harassment: null,
    self_harm: null,
    doxxing: 0,
    grooming: 1,
    scam: 0,
    spam: 0,
  },
  // Whoever hands a case to child safety wants such cases seen, whatever else it broke.
  actions: { escalate: 1 },
  sources: ['grooming.ts', 'grooming', 'text', 'patterns', 'language.ts', 'stop-words.ts'],
}

function classify(conversation: ClassifierConversation): Signal {
  const readings = readConversation(conversation, shippedModel.words)
  judgeActs(readings, acts)
  const windows = scoreWindows(readings, agesOf(readings, conversation.participants), file.conversation)
  const worst = windows.reduce((most, window) => (window.score > most.score ? window : most))
  const band = bandOf(windows)
  if (band === 'low' && isForeign(conversation, readings)) return unavailable('grooming', VERSION, 'language')
  return {
    classifier: 'grooming',
    version: VERSION,
    status: 'ok',
    score: worst.score,
    band,
    ...evidenceOf(readings, worst, acts),
  }
}

function bandOf(windows: readonly WindowScore[]): Band {
  if (alarms(windows, (window) => window.score >= limitsOf(window).urgent)) return 'urgent'
  return windows.some((window) => window.score >= limitsOf(window).review) ? 'review' : 'low'
}

function limitsOf({ path }: WindowScore): { review: number; urgent: number } {
  return path === 'between_minors' ? file.minorThresholds : file.thresholds
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
