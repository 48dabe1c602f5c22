import type { MessageScore } from './score-message'

/** A message with its score, in order of time. */
export type Scored = { id: string; author: string; reported: boolean; message: MessageScore }
export type Stage = { stage: string; author: string; messageIds: string[] }

/**
 * From messages to the conversation. The worst message leads; abuse that one author keeps up, and several authors
 * against one, raise it; and the more messages there are, the higher the worst of them is by chance alone, which
 * `LENGTH_COST` takes off again.
 */
const LENGTH_COST = 0.6
const PERSISTENCE = 0.55
const PILE_ON = 0.5
/** Messages beyond this many of one author add no more. */
const MOST_PERSISTENT = 6
const MAX_STAGE_MESSAGES = 200

export function scoreConversation(messages: readonly Scored[], review: number): number {
  let best = Number.NEGATIVE_INFINITY
  let bestReported = Number.NEGATIVE_INFINITY
  const perAuthor = new Map<string, number>()
  let spoken = 0
  let reportedCount = 0
  for (const { author, reported, message } of messages) {
    if (message.tokens.length === 0) continue
    spoken++
    best = Math.max(best, logit(message.score))
    if (reported) {
      reportedCount++
      bestReported = Math.max(bestReported, logit(message.score))
    }
    if (message.score >= review) perAuthor.set(author, (perAuthor.get(author) ?? 0) + 1)
  }
  if (spoken === 0) return 0
  const worst = Math.max(0, ...perAuthor.values())
  const persistence = PERSISTENCE * Math.log2(Math.max(1, Math.min(worst, MOST_PERSISTENT)))
  const pileOn = perAuthor.size >= 3 ? PILE_ON : 0
  // The reporter has already pointed at these: what surrounds them is no reason to believe them less.
  const pointed = bestReported - LENGTH_COST * Math.log(Math.max(1, reportedCount))
  return sigmoid(Math.max(best - LENGTH_COST * Math.log(spoken), pointed) + persistence + pileOn)
}

/** Categories by author, persistence (three or more) and pile-on (three or more authors). */
export function stagesOf(messages: readonly Scored[], review: number): Stage[] {
  const stages = new Map<string, Stage>()
  const add = (stage: string, author: string, id: string) => {
    const key = `${stage}\n${author}`
    const entry = stages.get(key) ?? { stage, author, messageIds: [] }
    if (entry.messageIds.length < MAX_STAGE_MESSAGES) entry.messageIds.push(id)
    stages.set(key, entry)
  }
  const abusive = messages.filter((m) => m.message.score >= review)
  for (const { id, author, message } of abusive)
    for (const category of message.categories) if (category !== 'profanity') add(category, author, id)
  const authors = new Map<string, string[]>()
  for (const { id, author } of abusive) authors.set(author, [...(authors.get(author) ?? []), id])
  for (const [author, ids] of authors)
    if (ids.length >= 3) for (const id of ids) add('persistence', author, id)
  if (authors.size >= 3) for (const [author, ids] of authors) for (const id of ids) add('pile_on', author, id)
  return [...stages.values()]
}

function logit(p: number): number {
  const q = Math.min(1 - 1e-6, Math.max(1e-6, p))
  return Math.log(q / (1 - q))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
