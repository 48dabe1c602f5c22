import { toHex } from '#domain/bytes'
import { mergeOrder } from '#domain/conversation'
import type { MessageBody, ReleasedKey } from '#domain/envelope'
import {
  AGE_BANDS,
  type AgeBand,
  type ClassifierConversation,
  type ClassifierMessage,
  type Signal,
} from '#domain/signal'
import { openMessage } from '#lib/envelope-node'
import type { ReportToScore, StoredMessage } from './data'

export class OpeningError extends Error {
  readonly code: 'key_missing' | 'message_missing' | 'envelope_refused' | 'body_unreadable'
  constructor(code: OpeningError['code']) {
    super(code)
    this.name = 'OpeningError'
    this.code = code
  }
}

type Opened = { dek: string; seq: number; sentAt: number } & Omit<ClassifierMessage, 'at'>
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Marks a text that is not the one shown under its message id: one before an edit, or another report's copy that
 * says something else. Ids of platforms have no control characters.
 */
const ASIDE = '\u0000'

/** A conversation whose authors have neutral names, and the way back to the platform's. */
export type OpenedConversation = {
  conversation: ClassifierConversation
  accounts: ReadonlyMap<string, string>
}

/**
 * Opens the messages that a release covers: of this report and of the others on its conversation, merged as the
 * reader merges them. Every buffer that held a key or plaintext is zeroed before this returns; the strings live
 * until the classifiers are done with them.
 *
 * @throws OpeningError when any message cannot be opened: a conversation with a hole is not scored as if whole.
 */
export function openConversation(
  report: ReportToScore,
  messages: readonly StoredMessage[],
  keys: readonly ReleasedKey[],
): OpenedConversation {
  try {
    const byPosition = new Map(keys.map((key) => [`${toHex(key.dekId)} ${key.seq}`, key]))
    // The key service says what there is; rows that somebody took away must not make a conversation harmless.
    const stored = new Set(messages.map((message) => `${message.dek} ${message.seq}`))
    for (const position of byPosition.keys())
      if (!stored.has(position)) throw new OpeningError('message_missing')
    const opened = messages.flatMap((message) =>
      openOne(report, message, byPosition.get(`${message.dek} ${message.seq}`)),
    )
    return withNeutralNames(report, withoutCopies(mergeOrder(opened)))
  } finally {
    for (const key of keys) key.okm.fill(0)
  }
}

function openOne(report: ReportToScore, message: StoredMessage, key: ReleasedKey | undefined): Opened[] {
  if (!key) throw new OpeningError('key_missing')
  const { region, platform, conversation } = report
  const { dek, seq, messageId, sender, sentAtMs, kind, franking, reported } = message
  let plaintext: Buffer
  try {
    const fields = { region, platform, conversation, messageId, sender, sentAtMs, kind, franking }
    plaintext = openMessage(message.envelope, key.okm, fields)
  } catch {
    throw new OpeningError('envelope_refused')
  }
  let body: MessageBody
  try {
    body = JSON.parse(decoder.decode(plaintext)) as MessageBody
  } catch {
    throw new OpeningError('body_unreadable')
  } finally {
    plaintext.fill(0)
  }
  // A reporter's note is about the conversation, not of it.
  if (kind === 'system' || kind === 'note') return []
  const base = { dek, seq, sentAt: sentAtMs, author: sender, reported }
  // What stood there before an edit was sent as well, and is scored.
  const versions = (body.versions ?? []).map(({ text }, n) => ({
    ...base,
    id: `${messageId}${ASIDE}${n}`,
    text,
  }))
  return [...versions, { ...base, id: messageId, text: body.text ?? '' }]
}

/** One message that two reports carry alike is one; a copy that says something else is kept beside it. */
function withoutCopies(ordered: readonly Opened[]): Opened[] {
  const byId = new Map<string, Opened[]>()
  const kept: Opened[] = []
  for (const message of ordered) {
    const known = byId.get(message.id) ?? []
    const same = known.find((copy) => copy.text === message.text && copy.author === message.author)
    if (same) {
      same.reported ||= message.reported
      continue
    }
    const id = known.length === 0 ? message.id : `${message.id}${ASIDE}copy${known.length}`
    const one = { ...message, id }
    byId.set(message.id, [...known, one])
    kept.push(one)
  }
  return kept
}

function withNeutralNames(report: ReportToScore, messages: readonly Opened[]): OpenedConversation {
  const names = new Map<string, string>()
  const nameOf = (account: string) => {
    const name = names.get(account) ?? `p${names.size}`
    names.set(account, name)
    return name
  }
  const ages = new Map<string, AgeBand>()
  for (const [account, band] of report.parties)
    ages.set(nameOf(account), younger(band, ages.get(nameOf(account))))
  const neutral = messages.map(({ id, author, text, sentAt, reported }) => ({
    id,
    author: nameOf(author),
    text,
    at: sentAt,
    reported,
  }))
  const participants = Object.fromEntries(
    [...names.values()].map((name) => [name, { ageBand: ages.get(name) ?? ('unknown' as const) }]),
  )
  return {
    conversation: { messages: neutral, participants },
    accounts: new Map([...names].map(([account, name]) => [name, account])),
  }
}

/** Where two reports differ on somebody's age, the younger band: AGE_BANDS stands in that order. */
function younger(a: AgeBand, b: AgeBand | undefined): AgeBand {
  return b === undefined || AGE_BANDS.indexOf(a) <= AGE_BANDS.indexOf(b) ? a : b
}

/**
 * Turns a signal on the neutral conversation back into the platform's ids. Evidence in a text that stands aside
 * keeps its weight and loses its offsets, which belong to a text that is not the one shown.
 */
export function toPlatformIds(signal: Signal, accounts: OpenedConversation['accounts']): Signal {
  const shownId = (id: string) => id.split(ASIDE)[0]!
  const perMessage = new Map<string, Signal['perMessage'][number]>()
  for (const { id, contribution, spans, unavailableReason } of signal.perMessage) {
    const known = perMessage.get(shownId(id))
    const own = id.includes(ASIDE) ? [] : spans
    perMessage.set(shownId(id), {
      id: shownId(id),
      contribution: Math.max(contribution, known?.contribution ?? 0),
      spans: own.length > 0 ? own : (known?.spans ?? []),
      ...(unavailableReason ? { unavailableReason } : {}),
    })
  }
  return {
    ...signal,
    perMessage: [...perMessage.values()],
    stages: signal.stages.map(({ stage, author, target, messageIds }) => ({
      stage,
      author: accounts.get(author) ?? author,
      ...(target === undefined ? {} : { target: accounts.get(target) ?? target }),
      messageIds: [...new Set(messageIds.map(shownId))],
    })),
  }
}
