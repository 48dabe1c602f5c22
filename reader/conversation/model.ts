import { canonicalJson } from '#domain/canonical-json'
import { mergeOrder } from '#domain/conversation'
import type { FrankingState, MessageBody } from '#domain/envelope'
import type { ConversationView, SealedMessage } from '#domain/reader-protocol'
import type { LabelledSpan } from './text-segments'
import { codeWords } from './words'

/** What a message says. Several reports may hold the same message; `reports` counts those that agree. */
export type Statement = {
  kind: string
  sender: string
  sentAt: number
  franking: FrankingState
  body: MessageBody
  reports: number
}
export type Party = 'subject' | 'reporter' | 'other'
export type DrawnMessage = {
  type: 'message'
  id: string
  party: Party
  reported: boolean
  /** More than one: reports give the same id different texts, and all of them are shown. */
  statements: Statement[]
  spans: LabelledSpan[]
  /** Such as `Grooming: secrecy, isolation`; in the order of how much each classifier was moved. */
  evidence: string[]
  /** Same sender and proof as the message above and within two minutes: its head need not be said again. */
  continues: boolean
}
export type Item =
  | DrawnMessage
  | { type: 'day'; at: number }
  | { type: 'destroyed'; count: number; at: number }
  | { type: 'gap'; count: number; where: 'before' | 'between' | 'after' | 'all' }
export type Conversation = { notes: Statement[]; items: Item[]; opened: number; total: number }

const CONTINUES_MS = 2 * 60_000

/** The key of one sealed message in the map of opened bodies. */
export function placeOf(message: { dek: string; seq: number }): string {
  return `${message.dek}:${message.seq}`
}

/**
 * What is drawn: messages in the one merged order, copies of an id put together, runs of unopened messages as
 * gaps, days between.
 */
export function buildConversation(
  view: ConversationView,
  bodies: ReadonlyMap<string, MessageBody>,
): Conversation {
  const notes: Statement[] = []
  const groups = new Map<string, SealedMessage[]>()
  for (const message of mergeOrder(view.messages)) {
    if (message.kind === 'note') {
      const body = bodies.get(placeOf(message))
      if (body) notes.push(statement(message, body))
    } else {
      const group = groups.get(message.id)
      if (group) group.push(message)
      else groups.set(message.id, [message])
    }
  }
  const evidence = labelEvidence(view)
  const items: Item[] = []
  let waiting = 0
  let opened = 0
  let above: Statement | undefined
  let day: number | undefined
  for (const [id, copies] of groups) {
    const statements = merge(copies, bodies)
    const first = statements[0]
    if (!first) {
      const at = destroyedAt(copies)
      if (at === undefined) waiting++
      else {
        if (waiting > 0)
          items.push({ type: 'gap', count: waiting, where: opened === 0 ? 'before' : 'between' })
        waiting = 0
        addDestroyed(items, at)
        above = undefined
      }
      continue
    }
    if (waiting > 0) items.push({ type: 'gap', count: waiting, where: opened === 0 ? 'before' : 'between' })
    const broken = waiting > 0 || opened === 0
    waiting = 0
    opened++
    // What was destroyed in between breaks a run of messages, not the day.
    const newDay = day === undefined || !sameDay(day, first.sentAt)
    day = first.sentAt
    if (newDay) items.push({ type: 'day', at: first.sentAt })
    const near = above !== undefined && first.sentAt - above.sentAt < CONTINUES_MS
    items.push({
      type: 'message',
      id,
      party: partyOf(view, first.sender),
      reported: copies.some((copy) => copy.reported),
      statements,
      spans: evidence.get(id)?.spans ?? [],
      evidence: evidence.get(id)?.words ?? [],
      // The head carries what was proven of the sender: it goes unsaid only where that is the same.
      continues:
        [!broken, !newDay, near, first.kind !== 'system', statements.length === 1].every(Boolean) &&
        above?.sender === first.sender &&
        above.franking === first.franking,
    })
    above = first
  }
  if (waiting > 0) items.push({ type: 'gap', count: waiting, where: opened === 0 ? 'all' : 'after' })
  return { notes, items, opened, total: groups.size }
}

/** When the last copy's keys were destroyed; undefined while a copy may still be opened. */
function destroyedAt(copies: readonly SealedMessage[]): number | undefined {
  const times = copies.map((copy) => copy.destroyedAt)
  return times.every((at) => at !== undefined) ? Math.max(...times) : undefined
}

function addDestroyed(items: Item[], at: number): void {
  const last = items.at(-1)
  if (last?.type === 'destroyed' && sameDay(last.at, at)) last.count++
  else items.push({ type: 'destroyed', count: 1, at })
}

function merge(copies: SealedMessage[], bodies: ReadonlyMap<string, MessageBody>): Statement[] {
  const distinct = new Map<string, Statement>()
  for (const copy of copies) {
    const body = bodies.get(placeOf(copy))
    if (!body) continue
    const said = canonicalJson({ kind: copy.kind, sender: copy.sender, at: copy.sentAt, body })
    const known = distinct.get(said)
    if (known) {
      known.reports++
      known.franking = clearest(known.franking, copy.franking)
    } else distinct.set(said, statement(copy, body))
  }
  return [...distinct.values()]
}

function statement(message: SealedMessage, body: MessageBody): Statement {
  const { kind, sender, sentAt, franking } = message
  return { kind, sender, sentAt, franking, body, reports: 1 }
}

/**
 * Reports that agree on what was said may differ in what they prove. One proof holds whatever the others lack; where
 * there is none, a check that failed is the thing to know.
 */
function clearest(a: FrankingState, b: FrankingState): FrankingState {
  const order: readonly FrankingState[] = ['verified', 'failed', 'unverified', 'none']
  return order.find((state) => state === a || state === b) ?? 'failed'
}

/** Without a span there is nothing to point at: a message is named only when it moved the score by this much. */
const NOTABLE = 0.25

/** What the classifiers pointed at, by message. Overlapping reports are scored as one, so they repeat each other. */
function labelEvidence(view: ConversationView): Map<string, { spans: LabelledSpan[]; words: string[] }> {
  const labels = new Map<string, Map<string, Set<string>>>()
  const spansOf = new Map<string, Map<string, LabelledSpan>>()
  const strongestFirst = view.evidence.toSorted((a, b) => b.contribution - a.contribution)
  for (const { messageId, classifier, contribution, spans } of strongestFirst) {
    if (spans.length === 0 && contribution < NOTABLE) continue
    const said = entryOf(
      entryOf(labels, messageId, () => new Map<string, Set<string>>()),
      classifier,
      () => new Set<string>(),
    )
    const held = entryOf(spansOf, messageId, () => new Map<string, LabelledSpan>())
    for (const { start, end, code } of spans) {
      const label = codeWords(code)
      said.add(label.toLowerCase())
      held.set(`${start} ${end} ${label}`, { start, end, label })
    }
  }
  return new Map(
    [...labels].map(([messageId, byClassifier]) => [
      messageId,
      {
        spans: [...(spansOf.get(messageId)?.values() ?? [])],
        words: [...byClassifier].map(([classifier, said]) =>
          said.size > 0 ? `${codeWords(classifier)}: ${[...said].join(', ')}` : codeWords(classifier),
        ),
      },
    ]),
  )
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function partyOf(view: ConversationView, sender: string): Party {
  return sender === view.subject ? 'subject' : sender === view.reporter ? 'reporter' : 'other'
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
