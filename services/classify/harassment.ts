import type { Band, Classifier, ClassifierConversation, Signal } from '#domain/signal'
import { scoreConversation, stagesOf } from './harassment/conversation'
import { MessageScorer } from './harassment/score-message'
import { countLanguage, judge, type LanguageCounts } from './language'
import { shippedModel, shippedModelFile } from './shipped-model'
import { unavailable } from './unavailable'

const { review, urgent } = shippedModelFile.thresholds
const scorer = new MessageScorer(shippedModel, review)
const VERSION = shippedModelFile.version
/** Below this a message is not worth a line in the stored signal. */
const MIN_CONTRIBUTION = 0.1
/** Foreign messages may be this share of a conversation before its low score says nothing. */
const FOREIGN_SHARE = 0.25

/** Insults, threats, attacks on identity, sexual harassment, doxxing and urging self-harm, message by message. */
export const harassment: Classifier = { name: 'harassment', version: VERSION, classify }

function classify(conversation: ClassifierConversation): Signal {
  const total: LanguageCounts = { words: 0, known: 0, foreign: 0, otherScript: 0 }
  let foreign = 0
  let judged = 0
  const messages = conversation.messages.map(({ id, author, text, reported }) => {
    const message = scorer.score(text)
    const counts = countLanguage(text, message.tokens, isKnown)
    for (const key of ['words', 'known', 'foreign', 'otherScript'] as const) total[key] += counts[key]
    const tongue = judge(counts)
    if (tongue !== 'undecided') judged++
    if (tongue === 'foreign') foreign++
    return { id, author, reported, message }
  })
  const score = scoreConversation(messages, review)
  const unread = judge(total) === 'foreign' || (judged > 0 && foreign / judged >= FOREIGN_SHARE)
  // What was read and found bad stands; what could not be read must not count as good.
  if (unread && score < review) return unavailable('harassment', VERSION, 'language')
  return {
    classifier: 'harassment',
    version: VERSION,
    status: 'ok',
    score,
    band: bandOf(score),
    perMessage: messages
      .filter(({ message }) => message.score >= MIN_CONTRIBUTION)
      .map(({ id, message }) => ({ id, contribution: message.score, spans: message.spans })),
    stages: stagesOf(messages, review),
  }
}

function bandOf(score: number): Band {
  return score >= urgent ? 'urgent' : score >= review ? 'review' : 'low'
}

function isKnown(word: string): boolean {
  return shippedModel.words.common.get(word) > 0 || shippedModel.words.abuse.get(word) > 0
}
