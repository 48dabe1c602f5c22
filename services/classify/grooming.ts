import type { Classifier } from '#domain/classifier'
import type { Band, ClassifierConversation, Signal } from '#domain/signal'
import { ActModel } from './grooming/act-model'
import { agesOf } from './grooming/ages'
import { evidenceOf } from './grooming/evidence'
import { judgeActs } from './grooming/judge'
import { readConversation } from './grooming/read'
import { alarms, scoreWindows, type WindowScore } from './grooming/windows'
import { readabilityOf } from './read-once'
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
  sources: ['grooming.ts', 'grooming', 'text', 'patterns', 'read-once.ts', 'language.ts', 'language'],
}

function classify(conversation: ClassifierConversation): Signal {
  const readings = readConversation(conversation, shippedModel.words)
  judgeActs(readings, acts)
  const windows = scoreWindows(readings, agesOf(readings, conversation.participants), file.conversation)
  const worst = windows.reduce((most, window) => (window.score > most.score ? window : most))
  const { perMessage, stages } = evidenceOf(readings, worst, acts)
  const band = bandOf(windows, stages.filter(({ author }) => author === worst.actor).length)
  const { foreign, unreadable } = readabilityOf(conversation, shippedModel.words)
  // What was read and found bad stands; what could not be read must not count as good.
  if (band === 'low' && unreadable) return unavailable('grooming', VERSION, 'language')
  const shown = new Set(perMessage.map(({ id }) => id))
  const unread = readings.filter(({ id }, i) => foreign[i] && !shown.has(id))
  return {
    classifier: 'grooming',
    version: VERSION,
    status: 'ok',
    score: worst.score,
    band,
    perMessage: [
      ...perMessage,
      ...unread.map(({ id }) => ({ id, contribution: 0, spans: [], unavailableReason: 'language' })),
    ],
    stages,
  }
}

/** Grooming is a course: one thing done, however sure, is for a person to look at, not urgent. */
const STAGES_FOR_URGENT = 2

function bandOf(windows: readonly WindowScore[], stages: number): Band {
  const urgent = alarms(windows, (window) => window.score >= limitsOf(window).urgent)
  if (urgent && stages >= STAGES_FOR_URGENT) return 'urgent'
  return windows.some((window) => window.score >= limitsOf(window).review) ? 'review' : 'low'
}

function limitsOf({ path }: WindowScore): { review: number; urgent: number } {
  return path === 'between_minors' ? file.minorThresholds : file.thresholds
}
