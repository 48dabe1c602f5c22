import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { toHex } from '#domain/bytes'
import type { ReleasedKey } from '#domain/envelope'
import {
  CLASSIFIERS,
  type Classifier,
  type ClassifierConversation,
  type ClassifierName,
  Signal,
} from '#domain/signal'
import type { ReportToScore, StoredMessage } from './data'
import { openConversation, toPlatformIds } from './open-conversation'
import { unavailable } from './unavailable'

/** The ledger's limit on scoring one report (domain/key-request.ts). */
export const MAX_SCORING_ATTEMPTS = 5
/** From here on other jobs get a turn between two classifiers. */
const LONG_CONVERSATION = 200

/**
 * Opens one report and asks for every opinion that rules count on. A classifier that throws or is not there is
 * `unavailable`: an error goes no further, because its message may quote the text that it failed on.
 *
 * @param messages of this report and of every other whose keys the release brought along.
 * @throws OpeningError when one of them cannot be opened.
 */
export async function scoreReport(
  report: ReportToScore,
  messages: readonly StoredMessage[],
  keys: readonly ReleasedKey[],
  classifiers: readonly Classifier[],
): Promise<Signal[]> {
  const { conversation, accounts } = openConversation(report, messages, keys)
  const signals: Signal[] = []
  for (const name of CLASSIFIERS) {
    if (messages.length >= LONG_CONVERSATION) await yieldToOthers()
    const classifier = classifiers.find((candidate) => candidate.name === name)
    const signal = classifier
      ? classifyAlone(classifier, conversation)
      : unavailable(name, 'none', 'classifier_missing')
    signals.push(toPlatformIds(signal, accounts))
  }
  return signals
}

/** What the classifier says, or `unavailable` when it throws, answers for another, or answers something odd. */
export function classifyAlone(classifier: Classifier, conversation: ClassifierConversation): Signal {
  const { name, version } = classifier
  try {
    const answer = Signal.safeParse(classifier.classify(conversation))
    if (!answer.success || !isWhole(answer.data, name)) return unavailable(name, version, 'invalid_signal')
    const ids = new Set(conversation.messages.map((message) => message.id))
    const known = answer.data.perMessage.every(({ id }) => ids.has(id))
    return known ? answer.data : unavailable(name, version, 'invalid_signal')
  } catch {
    return unavailable(name, version, 'classifier_failed')
  }
}

/** An `ok` without a score or band would read as nothing at all. */
function isWhole(signal: Signal, name: ClassifierName): boolean {
  if (signal.classifier !== name) return false
  return signal.status === 'unavailable' || (signal.score !== null && signal.band !== null)
}

/** What is stored when a report could not be scored at all: each classifier says so, and a person looks. */
export function unscored(classifiers: readonly Classifier[], code: string): Signal[] {
  return CLASSIFIERS.map((name) =>
    unavailable(name, classifiers.find((classifier) => classifier.name === name)?.version ?? 'none', code),
  )
}

/** The deks of a release besides the report's own: other reports on the same conversation. */
export function otherDeks(report: ReportToScore, keys: readonly ReleasedKey[]): string[] {
  const deks = new Set(keys.map((key) => toHex(key.dekId)))
  deks.delete(report.dek)
  return [...deks]
}
