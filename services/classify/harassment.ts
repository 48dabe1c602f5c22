import type { Classifier } from '#domain/classifier'
import type { Band, ClassifierContext, ClassifierConversation, Signal } from '#domain/signal'
import { readCourse } from './harassment/conversation'
import { MessageScorer } from './harassment/score-message'
import { readabilityOf, tokensOf } from './read-once'
import { versionOf } from './revision'
import { shippedModel, shippedModelFile } from './shipped-model'
import { unavailable } from './unavailable'

const { review, urgent } = shippedModelFile.thresholds
const scorer = new MessageScorer(shippedModel, review)
const VERSION = versionOf('harassment', shippedModelFile.version)
/** Below this a message is not worth a line in the stored signal. */
const MIN_CONTRIBUTION = 0.05

/** Insults, threats, attacks on identity, sexual harassment, doxxing and urging self-harm, message by message. */
export const harassment: Classifier = {
  name: 'harassment',
  label: 'Harassment',
  version: VERSION,
  classify,
  evidence: 'messages',
  codes: {
    insult: 'insult',
    threat: 'threat',
    identity_attack: 'attack on who somebody is',
    sexual_harassment: 'sexual harassment',
    doxxing: 'private details',
    self_harm_urging: 'urging self-harm',
    profanity: 'swearing',
    persistence: 'keeps going',
    pile_on: 'several against one',
    one_sided: 'not answered in kind',
    mutual: 'both sides',
    escalation: 'getting worse',
  },
  policies: {
    none: 0,
    harassment: 1,
    threat: 1,
    hate: 1,
    sexual_harassment: 1,
    self_harm: 1,
    doxxing: 1,
    grooming: null,
    scam: 0,
    spam: 0,
  },
  sources: [
    'harassment.ts',
    'harassment',
    'linear',
    'text',
    'patterns',
    'read-once.ts',
    'language.ts',
    'language',
  ],
}

function classify(conversation: ClassifierConversation, context: ClassifierContext = {}): Signal {
  const tokens = tokensOf(conversation, shippedModel.words)
  const { foreign, unreadable } = readabilityOf(conversation, shippedModel.words)
  const messages = conversation.messages.map(({ id, author, text, reported }, i) => ({
    ...{ id, author, text, reported },
    message: scorer.score(text, tokens[i]),
    unread: foreign[i]!,
  }))
  const { score, stages } = readCourse(messages, shippedModelFile.thresholds, context)
  // What was read and found bad stands; what could not be read must not count as good.
  if (unreadable && score < review) return unavailable('harassment', VERSION, 'language')
  return {
    classifier: 'harassment',
    version: VERSION,
    status: 'ok',
    score,
    band: bandOf(score),
    perMessage: messages
      .filter(({ message, unread }) => unread || message.score >= MIN_CONTRIBUTION)
      .map(({ id, message, unread }) =>
        unread && message.score < review
          ? { id, contribution: 0, spans: [], unavailableReason: 'language' }
          : { id, contribution: message.score, spans: message.spans },
      ),
    stages,
  }
}

function bandOf(score: number): Band {
  return score >= urgent ? 'urgent' : score >= review ? 'review' : 'low'
}
