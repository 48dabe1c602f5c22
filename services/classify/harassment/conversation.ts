import type { ClassifierContext, Signal } from '#domain/signal'
import { directionsOf } from './direction'
import type { MessageScore } from './score-message'

/** A message with its score, in order of time. */
export type Scored = { id: string; author: string; text: string; reported: boolean; message: MessageScore }
type Stage = Signal['stages'][number]

/** In log-odds, times the logarithm of the number of messages: so much higher the worst of more is by chance. */
const LENGTH_COST = 0.6
/** Who says one of these once has said it, however long the talk: length takes no more than lets it be reviewed. */
const GRAVE = ['threat', 'self_harm_urging', 'sexual_harassment', 'doxxing']
/** Of what stands above review, the share that is left whatever the length: the worst of the grave still leads. */
const GRAVE_KEPT = 0.1
const PERSISTENCE = 0.55
/** Two who give each other the same are not one who keeps on at another. */
const MUTUAL = 0.4
/** One of two who says more than so many times as much of it as the other is the one who does it. */
const MOST_OF_EQUALS = 2
const PILE_ON = 1
const ONE_SIDED = 0.2
const ESCALATION = 0.3
/** Messages beyond this many of one author add no more. */
const MOST_PERSISTENT = 6
const PERSISTENT_FROM = 3
const PILE_ON_FROM = 3
const MAX_STAGE_MESSAGES = 200
/** What is worse than what: an author who goes up this list escalates. */
const GRAVITY: Record<string, number> = {
  insult: 1,
  identity_attack: 2,
  sexual_harassment: 2,
  doxxing: 3,
  self_harm_urging: 4,
  threat: 4,
}

export type Course = { score: number; stages: Stage[] }

export type Thresholds = { review: number; urgent: number }

/**
 * From messages to the conversation. The worst message leads; abuse that one author keeps up, that grows, or that
 * nobody answers in kind raises it, and so do several authors against one; the more messages there are, the less the
 * worst of them says, unless it is grave.
 */
export function readCourse(
  messages: readonly Scored[],
  { review, urgent }: Thresholds,
  context: ClassifierContext,
): Course {
  const spoken = messages.filter(({ message }) => message.tokens.length > 0)
  if (spoken.length === 0) return { score: 0, stages: [] }
  const abusive = spoken.filter(({ message }) => message.score >= review)
  const byAuthor = new Map<string, Scored[]>()
  for (const scored of abusive) {
    const own = byAuthor.get(scored.author)
    if (own) own.push(scored)
    else byAuthor.set(scored.author, [scored])
  }
  const targetOf = directionsOf(messages, context, (at) => messages[at]!.message.score >= review)
  const stages = new Stages(targetOf)
  for (const scored of abusive)
    for (const category of scored.message.categories)
      if (category !== 'profanity') stages.add(category, scored)

  let lift = 0
  const oneSided = (own: readonly Scored[]) => {
    if (own.length < 2) return
    lift += ONE_SIDED
    for (const scored of own) stages.add('one_sided', scored)
  }
  const worst = Math.max(0, ...[...byAuthor.values()].map((own) => own.length))
  const mutual = isMutual([...byAuthor.values()], targetOf)
  lift += (mutual ? MUTUAL : 1) * PERSISTENCE * Math.log2(Math.max(1, Math.min(worst, MOST_PERSISTENT)))
  for (const own of byAuthor.values())
    if (own.length >= PERSISTENT_FROM) for (const scored of own) stages.add('persistence', scored)

  const against = mostAttacked(abusive, targetOf)
  if (against.length > 0) {
    lift += PILE_ON
    for (const scored of against) stages.add('pile_on', scored)
  }
  const authors = new Set(spoken.map(({ author }) => author))
  if (authors.size >= 2 && byAuthor.size === 1) {
    const [own] = [...byAuthor.values()]
    oneSided(own!)
  } else if (byAuthor.size === 2 && atEachOther([...byAuthor.values()], targetOf)) {
    const [less, more] = [...byAuthor.values()].sort((a, b) => a.length - b.length)
    // Who hits back once is no party to it.
    if (more!.length > MOST_OF_EQUALS * less!.length) oneSided(more!)
    else for (const scored of abusive) stages.add('mutual', scored)
  }
  let escalated = false
  for (const own of byAuthor.values()) {
    const steps = escalation(own)
    if (steps.length > 0) escalated = true
    for (const scored of steps) stages.add('escalation', scored)
  }
  if (escalated) lift += ESCALATION
  return {
    score: sigmoid(Math.max(base(spoken), grave(spoken, { review, urgent })) + lift),
    stages: stages.list(),
  }
}

type TargetOf = (id: string) => string | undefined

/** Two who each say some of it to the other, or to nobody that could be named. */
function atEachOther(abusive: readonly Scored[][], targetOf: TargetOf): boolean {
  const [one, other] = abusive
  if (abusive.length !== 2) return false
  const meets = (own: readonly Scored[], author: string) =>
    own.some(({ id }) => (targetOf(id) ?? author) === author)
  return meets(one!, other![0]!.author) && meets(other!, one![0]!.author)
}

/** Two against each other, neither of whom says much more of it than the other, and nothing grave. */
function isMutual(abusive: readonly Scored[][], targetOf: TargetOf): boolean {
  const [one, other] = abusive
  if (!atEachOther(abusive, targetOf)) return false
  if (one!.length > MOST_OF_EQUALS * other!.length || other!.length > MOST_OF_EQUALS * one!.length)
    return false
  return !abusive.flat().some(({ message }) => isGrave(message))
}

function isGrave({ categories }: MessageScore): boolean {
  return categories.some((category) => GRAVE.includes(category))
}

/** The worst message, less what the number of messages makes likely; reported ones pay only for their own number. */
function base(spoken: readonly Scored[]): number {
  let best = Number.NEGATIVE_INFINITY
  let bestReported = Number.NEGATIVE_INFINITY
  let reportedCount = 0
  for (const { reported, message } of spoken) {
    const value = logit(message.score)
    best = Math.max(best, value)
    if (!reported) continue
    reportedCount++
    bestReported = Math.max(bestReported, value)
  }
  // The reporter has already pointed at these: what surrounds them is no reason to believe them less.
  const pointed = bestReported - LENGTH_COST * Math.log(Math.max(1, reportedCount))
  return Math.max(best - LENGTH_COST * Math.log(spoken.length), pointed)
}

/** What is left of the gravest message whatever the length; only one that is urgent by itself is sure enough. */
function grave(spoken: readonly Scored[], { review, urgent }: Thresholds): number {
  let gravest = 0
  for (const { message } of spoken)
    if (message.score >= urgent && isGrave(message)) gravest = Math.max(gravest, message.score)
  return gravest === 0
    ? Number.NEGATIVE_INFINITY
    : logit(review) + GRAVE_KEPT * (logit(gravest) - logit(review))
}

/** The abusive messages of three or more authors against one, or, where no target is clear, of all of them. */
function mostAttacked(abusive: readonly Scored[], targetOf: TargetOf): Scored[] {
  const byTarget = new Map<string, Scored[]>()
  for (const scored of abusive) {
    const target = targetOf(scored.id) ?? ''
    const against = byTarget.get(target)
    if (against) against.push(scored)
    else byTarget.set(target, [scored])
  }
  for (const against of byTarget.values())
    if (new Set(against.map(({ author }) => author)).size >= PILE_ON_FROM) return against
  return []
}

/** The messages in which an author went beyond all that they had said before, if the last is graver than the first. */
function escalation(own: readonly Scored[]): Scored[] {
  const steps: Scored[] = []
  let gravest = 0
  for (const scored of own) {
    const gravity = Math.max(0, ...scored.message.categories.map((category) => GRAVITY[category] ?? 0))
    if (gravity <= gravest) continue
    gravest = gravity
    steps.push(scored)
  }
  return steps.length >= 2 ? steps : []
}

/** Collects stages by what was done, by whom and to whom. */
class Stages {
  readonly #stages = new Map<string, Stage>()
  readonly #targetOf: TargetOf

  constructor(targetOf: TargetOf) {
    this.#targetOf = targetOf
  }

  add(stage: string, { id, author }: Scored): void {
    const target = this.#targetOf(id)
    const key = JSON.stringify([stage, author, target])
    const entry = this.#stages.get(key) ?? {
      stage,
      author,
      ...(target === undefined ? {} : { target }),
      messageIds: [],
    }
    if (entry.messageIds.length < MAX_STAGE_MESSAGES) entry.messageIds.push(id)
    this.#stages.set(key, entry)
  }

  list(): Stage[] {
    return [...this.#stages.values()]
  }
}

function logit(p: number): number {
  const q = Math.min(1 - 1e-6, Math.max(1e-6, p))
  return Math.log(q / (1 - q))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
