import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { toHex } from '#domain/bytes'
import type { Classifier } from '#domain/classifier'
import type { ReleasedKey } from '#domain/envelope'
import { type ClassifierContext, type ClassifierConversation, Signal } from '#domain/signal'
import { bareCode } from '#domain/signal-words'
import { type PlatformCalibrations, underCalibration } from './calibrations'
import type { ReportToScore, StoredMessage } from './data'
import { openConversation, toPlatformIds } from './open-conversation'
import { unavailable } from './unavailable'

/** The ledger's limit on scoring one report (domain/key-request.ts). */
export const MAX_SCORING_ATTEMPTS = 5
/** From here on other jobs get a turn between two classifiers. */
const LONG_CONVERSATION = 200

/** A signal as rules see it, with what the classifier itself had said and by which calibration it is read. */
export type ScoredSignal = Signal & { raw: number | null; calibrationId: string | null }
/** What a calibration in shadow would have said: counts and numbers for comparison, read by no rule. */
export type ShadowSignal = Pick<Signal, 'version' | 'status' | 'score' | 'band'> & {
  calibrationId: string
  raw: number | null
}
export type Scoring = { signals: ScoredSignal[]; shadows: ShadowSignal[] }
/** `classifiers` serve; `candidates` are versions that run where a calibration names them. */
export type Voices = { classifiers: readonly Classifier[]; candidates: readonly Classifier[] }

/**
 * Opens one report and asks for every opinion that rules count on. A classifier that throws is
 * `unavailable`: an error goes no further, because its message may quote the text that it failed on. Versions and
 * calibrations in shadow speak on the same release, after all that count.
 *
 * @param messages of this report and of every other whose keys the release brought along.
 * @throws OpeningError when one of them cannot be opened.
 */
export async function scoreReport(
  report: ReportToScore,
  messages: readonly StoredMessage[],
  keys: readonly ReleasedKey[],
  voices: Voices,
  calibrations: PlatformCalibrations,
): Promise<Scoring> {
  const { conversation, accounts } = openConversation(report, messages, keys)
  const long = messages.length >= LONG_CONVERSATION
  const all = [...voices.classifiers, ...voices.candidates]
  /** A version speaks once, however many calibrations read it. */
  const heard = new Map<Classifier, Signal>()
  const hear = async (classifier: Classifier) => {
    const known = heard.get(classifier)
    if (known) return known
    if (long) await yieldToOthers()
    const signal = classifyAlone(classifier, conversation, { kind: report.conversationKind })
    heard.set(classifier, signal)
    return signal
  }

  const signals: ScoredSignal[] = []
  for (const own of voices.classifiers) {
    const { name } = own
    const calibration = calibrations.active.get(name)
    if (calibration && 'damaged' in calibration) {
      const signal = unavailable(name, own.version, 'calibration_unreadable')
      signals.push({ ...signal, raw: null, calibrationId: calibration.id })
      continue
    }
    const named =
      calibration && all.find(({ name: n, version }) => n === name && version === calibration.version)
    // A calibration belongs to one version. Where this build has another, that one speaks as it was shipped.
    const raw = await hear(named ?? own)
    const read = named && calibration ? underCalibration(raw, calibration) : raw
    signals.push({
      ...toPlatformIds(read, accounts),
      raw: raw.score,
      calibrationId: named ? calibration!.id : null,
    })
  }

  const shadows: ShadowSignal[] = []
  for (const calibration of calibrations.shadows) {
    const { classifier, version } = calibration
    const speaker = all.find((one) => one.name === classifier && one.version === version)
    if (!speaker) continue
    const raw = await hear(speaker)
    const { status, score, band } = underCalibration(raw, calibration)
    shadows.push({ calibrationId: calibration.id, version, status, score, band, raw: raw.score })
  }
  return { signals, shadows }
}

/**
 * What the classifier says, or `unavailable` when it throws, answers for another, or answers with what it does not
 * list: a code of its own making might be a word of the conversation.
 */
export function classifyAlone(
  classifier: Classifier,
  conversation: ClassifierConversation,
  context?: ClassifierContext,
): Signal {
  const { name, version } = classifier
  try {
    const answer = Signal.safeParse(classifier.classify(conversation, context))
    if (!answer.success || !isWhole(answer.data, classifier))
      return unavailable(name, version, 'invalid_signal')
    const ids = new Set(conversation.messages.map((message) => message.id))
    const known = answer.data.perMessage.every(({ id }) => ids.has(id))
    return known ? answer.data : unavailable(name, version, 'invalid_signal')
  } catch {
    return unavailable(name, version, 'classifier_failed')
  }
}

/** An `ok` without a score or band would read as nothing at all. */
function isWhole(signal: Signal, { name, codes }: Classifier): boolean {
  if (signal.classifier !== name) return false
  const listed = (code: string) => Object.hasOwn(codes, bareCode(code))
  if (!signal.stages.every(({ stage }) => listed(stage))) return false
  if (!signal.perMessage.every(({ spans }) => spans.every(({ code }) => listed(code)))) return false
  return signal.status === 'unavailable' || (signal.score !== null && signal.band !== null)
}

/** What is stored when a report could not be scored at all: each classifier says so, and a person looks. */
export function unscored({ classifiers }: Voices, code: string): Scoring {
  const signals = classifiers.map(({ name, version }) => ({
    ...unavailable(name, version, code),
    raw: null,
    calibrationId: null,
  }))
  return { signals, shadows: [] }
}

/** The deks of a release besides the report's own: other reports on the same conversation. */
export function otherDeks(report: ReportToScore, keys: readonly ReleasedKey[]): string[] {
  const deks = new Set(keys.map((key) => toHex(key.dekId)))
  deks.delete(report.dek)
  return [...deks]
}
